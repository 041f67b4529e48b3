// Text into HTML: a template tag that escapes what is put in, unless it is HTML already.

/** HTML that is ready: made by the `html` tag, or vouched for with `raw`. */
export class Html {
  /** @param {string} text */
  constructor(text) {
    this.text = text;
  }
}

/** @param {string} text what is HTML already, such as an SVG from a plot library */
export function raw(text) {
  return new Html(text);
}

/** @typedef {string | number | Html | readonly Html[]} Part */

/**
 * @param {TemplateStringsArray} strings
 * @param {...Part} parts text is escaped, HTML is not, arrays of HTML are joined
 */
export function html(strings, ...parts) {
  return new Html(strings.map((string, i) => string + (i < parts.length ? render(parts[i]) : '')).join(''));
}

/** @param {Part} part @returns {string} */
function render(part) {
  if (part instanceof Html) return part.text;
  if (Array.isArray(part)) return part.map(render).join('');
  const escaped = String(part).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
  return escaped.replaceAll(' %', '\u00a0%'); // a number and its unit stay on one line
}
