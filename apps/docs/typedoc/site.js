// Loads the live parts of a page that has places for them, and the search index when somebody is about to search; lets keys reach what
// scrolls; asks for the worker that keeps the site. A classic script, as typedoc includes it.
{
  // guides are what most readers come for: their list is open until somebody closes it
  for (const group of ['Guides', 'Try it']) {
    const key = `tsd-accordion-${group}`;
    if (localStorage.getItem(key) === null) localStorage.setItem(key, 'true');
  }
  const script = /** @type {HTMLScriptElement} */ (document.currentScript);
  const main = new URL('../app/main.js', script.src);
  if (document.querySelector('[data-widget]')) import(main.href);

  const index = /** @type {HTMLScriptElement | null} */ (document.getElementById('tsd-search-script'));
  const load = () => {
    if (index?.dataset.src && !index.src) index.src = index.dataset.src;
  };
  for (const event of ['pointerenter', 'focus', 'click'])
    document.getElementById('tsd-search-trigger')?.addEventListener(event, load);
  addEventListener('keydown', load, { once: true });

  // kept for times without a network, once the page is there; browsers have it on https and localhost
  const worker = new URL('../offline.js', script.src);
  addEventListener('load', () => navigator.serviceWorker?.register(worker).catch(() => {}));

  // a table or a listing that is wider than its place can be focused, and then scrolled by arrow keys; others stay out of the way
  const observer = new ResizeObserver((entries) => {
    for (const { target } of entries) describeScrolling(/** @type {HTMLElement} */ (target));
  });
  addEventListener('DOMContentLoaded', () => {
    for (const part of document.querySelectorAll('.scrolls, .tsd-typography pre, .tsd-signature')) observer.observe(part);
  });

  /** @param {HTMLElement} part */
  function describeScrolling(part) {
    if (part.scrollWidth <= part.clientWidth) {
      for (const name of ['tabindex', 'role', 'aria-label']) part.removeAttribute(name);
      return;
    }
    part.tabIndex = 0;
    part.setAttribute('role', 'region');
    part.setAttribute('aria-label', `${part.matches('.scrolls') ? 'Table' : 'Code'}${headingOf(part)}, scrolls sideways`);
  }

  /**
   * The last heading in front of a part, for its name.
   *
   * @param {HTMLElement} part
   */
  function headingOf(part) {
    const before = [...document.querySelectorAll('h1, h2, h3, h4')].filter(
      (heading) => heading.compareDocumentPosition(part) & Node.DOCUMENT_POSITION_FOLLOWING,
    );
    const text = before.at(-1)?.textContent?.trim();
    return text ? ` in “${text}”` : '';
  }
}
