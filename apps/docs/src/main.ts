// Fills the places that a page keeps for live parts: <div data-widget="name">. Each part is loaded by the pages that have it, when they do.

/** A live part: fills its element, which names what it needs in further data attributes. */
type Mount = (element: HTMLElement) => void;

const WIDGETS: Record<string, () => Promise<{ mount: Mount }>> = {
  nested: () => import('./landing/nested.js'),
  playground: () => import('./playground/mount.js'),
  regression: () => import('./regression/mount.js'),
  digits: () => import('./digits/mount.js'),
  onnx: () => import('./onnx/mount.js'),
  'noise-variance': () => import('./plots/noise-variance.js'),
  jensen: () => import('./plots/jensen.js'),
  'drop-block-rate': () => import('./plots/drop-block-rate.js'),
  planes: () => import('./plots/planes.js'),
  'digits-needed': () => import('./plots/digits-needed.js'),
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
