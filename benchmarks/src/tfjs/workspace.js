// One size: a tensor in each of tfjs' backends that run in Node, and a page for those that run in a browser.
import { openPage } from '../webgpu/browser.js';
import { CASES, IN_PAGE, shapeFor, valuesFor } from './contenders.js';

/** @typedef {Awaited<ReturnType<typeof createWorkspace>>} Workspace */
/** @typedef {import('./page/main.js').Bench} Bench */

/** @param {number} size elements */
export async function createWorkspace(size) {
  const { browser, page, version } = await openPage(new URL('page/main.js', import.meta.url));
  /**
   * @template {keyof Bench} Name
   * @param {Name} name
   * @param {Parameters<Bench[Name]>} args
   * @returns {Promise<Awaited<ReturnType<Bench[Name]>>>}
   */
  const call = (name, ...args) =>
    page.evaluate(([name, args]) => /** @type {any} */ (globalThis).bench[name](...args), [name, args]);
  try {
    const devices = await call('start', size);
    return {
      device: `Chromium ${version}, ${devices}; cpu and wasm in this process`,
      /**
       * @param {string} id
       * @returns {Promise<import('../harness/contender.js').Runner>}
       */
      async open(id) {
        const one = /** @type {import('./contenders.js').Case} */ (CASES.find((candidate) => candidate.id === id));
        if (!IN_PAGE.includes(one.backend)) return openHere(one, size);
        await call('open', id);
        return { run: () => call('time', id, 1), time: (calls) => call('time', id, calls), verify() {} }; // the page verified
      },
      dispose: () => browser.close(),
    };
  } catch (error) {
    await browser.close();
    throw error;
  }
}

/**
 * @param {import('./contenders.js').Case} one
 * @param {number} size
 */
async function openHere({ backend, open }, size) {
  const [tf, { dropout }] = await Promise.all([import('@tensorflow/tfjs-core'), import('@dropkit/tfjs-adapter')]);
  await import('@tensorflow/tfjs-layers'); // registers the gradients of tfjs' own kernels
  await import('@tensorflow/tfjs-backend-cpu');
  await import('@tensorflow/tfjs-backend-wasm');
  tf.enableProdMode(); // fewer checks
  await tf.setBackend(backend);
  const values = valuesFor(size);
  const x = tf.tensor(values.slice(), shapeFor(size));
  const runner = open({ tf, dropout, values, x });
  return { ...runner, before: () => tf.setBackend(backend), close: () => x.dispose() }; // one engine for the whole process
}
