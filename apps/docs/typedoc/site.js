// Loads the live parts of a page that has places for them, and the search index when somebody is about to search. A classic script, as typedoc includes it.
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
}
