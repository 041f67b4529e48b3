// Loads the live parts of a page that has places for them. A classic script, as typedoc includes it.
{
  const script = /** @type {HTMLScriptElement} */ (document.currentScript);
  const main = new URL('../app/main.js', script.src);
  if (document.querySelector('[data-widget]')) import(main.href);
}
