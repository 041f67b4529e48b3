// The page's side: tfjs on webgl and webgpu, opened, verified and timed when Node asks.
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
import { dropout } from '@dropkit/tfjs-adapter';
import { MathBackendWebGL } from '@tensorflow/tfjs-backend-webgl';
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import { timeCalls } from '../../harness/measure.js';
import { CASES, shapeFor, valuesFor } from '../contenders.js';

/** @typedef {import('../../harness/contender.js').Runner} Runner */

/** @type {Float32Array} */
let values;
/** @type {Map<string, { backend: string, runner: Runner }>} */
const opened = new Map();

/** What Node calls, by `page.evaluate`. */
const bench = {
  /**
   * @param {number} size elements
   * @returns {Promise<string>} what the devices say of themselves
   */
  async start(size) {
    tf.enableProdMode(); // fewer checks
    values = valuesFor(size);
    return `${await describe('webgl')}, ${await describe('webgpu')}`;
  },

  /** @param {string} id */
  async open(id) {
    const one = CASES.find((candidate) => candidate.id === id);
    if (!one) throw new Error(`the page knows no contender ${JSON.stringify(id)}`);
    await use(one.backend);
    // each has a tensor of its own: tfjs moves tensors between its backends
    const x = tf.tensor(values, shapeFor(values.length));
    const runner = one.open({ tf, dropout, values, x, finish: () => finish(x) });
    opened.set(id, { backend: one.backend, runner });
    await runner.verify();
  },

  /**
   * @param {string} id
   * @param {number} calls
   */
  async time(id, calls) {
    const { backend, runner } = /** @type {{ backend: string, runner: Runner }} */ (opened.get(id));
    await use(backend);
    /** @type {{ gc?: () => void }} */ (globalThis).gc?.();
    return timeCalls(runner, calls);
  },
};

/** @typedef {typeof bench} Bench */

/** @param {string} name */
async function use(name) {
  if (tf.engine().backendName !== name && !(await tf.setBackend(name)))
    throw new Error(`tfjs cannot use its ${name} backend here`);
}

/** @param {string} name */
async function describe(name) {
  await use(name);
  const backend = tf.backend();
  if (backend instanceof WebGPUBackend) return `WebGPU adapter: ${backend.device.adapterInfo.description || 'without a name'}`;
  if (!(backend instanceof MathBackendWebGL)) throw new Error(`tfjs has another backend than ${name}`);
  const { gl } = backend.gpgpu;
  const info = gl.getExtension('WEBGL_debug_renderer_info');
  return `WebGL ${tf.env().getNumber('WEBGL_VERSION')}: ${info ? gl.getParameter(info.UNMASKED_RENDERER_WEBGL) : 'without a name'}`;
}

/**
 * Waits for all that the device was given. WebGL runs commands in order, and an element of x can only be read after those before.
 *
 * @param {tf.Tensor} x on the device
 */
async function finish(x) {
  const backend = tf.backend();
  if (backend instanceof WebGPUBackend) {
    backend.endComputePassEncoder();
    if (/** @type {any} */ (backend).commandEncoder) backend.submitQueue();
    await backend.queue.onSubmittedWorkDone();
  } else {
    const one = tf.tidy(() =>
      tf.slice(
        x,
        x.shape.map(() => 0),
        x.shape.map(() => 1),
      ),
    );
    await one.data();
    one.dispose();
  }
}

Object.assign(globalThis, { bench });
