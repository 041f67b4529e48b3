// Fills the places that a page keeps for live parts: <div data-widget="name">. Each part is loaded by the pages that have it, when they do.

/** A live part: fills its element, which names what it needs in further data attributes. */
type Mount = (element: HTMLElement) => void;

const WIDGETS: Record<string, () => Promise<{ mount: Mount }>> = {
  playground: () => import('./playground/mount.js'),
};

for (const element of document.querySelectorAll<HTMLElement>('[data-widget]')) {
  const name = element.dataset.widget ?? '';
  WIDGETS[name]().then(
    ({ mount }) => mount(element),
    (error: unknown) => {
      element.textContent = `This part could not be loaded: ${error}`;
    },
  );
}
