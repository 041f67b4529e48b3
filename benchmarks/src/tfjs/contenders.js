// tf.dropout and our op on one tensor, on each of tfjs' backends, forward alone and with the gradient. Node loads this for all four: it runs
// cpu and wasm itself and asks a page for webgl and webgpu, which loads the same file.
import { addresses } from '../cpu/addresses.js';
import { MAIN_P, PROBABILITIES } from '../cpu/probabilities.js';
import { verifyAgainstReference, verifyDropout } from '../cpu/verify.js';

/** @typedef {import('../cpu/probabilities.js').ProbabilityName} ProbabilityName */
/** @typedef {import('../harness/contender.js').Runner} Runner */
/** @typedef {import('@tensorflow/tfjs-core').Tensor} Tensor */
/** @typedef {'cpu' | 'wasm' | 'webgl' | 'webgpu'} BackendName */

/** What a contender runs on: tfjs with one of its backends set, and a tensor in it. */
/**
 * @typedef {object} Host
 * @property {typeof import('@tensorflow/tfjs-core')} tf
 * @property {typeof import('@dropkit/tfjs-adapter').dropout} dropout
 * @property {Float32Array} values never 0, so that a zero in an output is a dropped element
 * @property {Tensor} x
 * @property {() => unknown} [finish] waits for what the device was given
 */

/**
 * @typedef {object} Case
 * @property {string} id
 * @property {BackendName} backend
 * @property {(host: Host) => Runner} open
 */

/** @type {BackendName[]} */
export const IN_NODE = ['cpu', 'wasm'];
/** @type {BackendName[]} */
export const IN_PAGE = ['webgl', 'webgpu'];

/** Forward alone, and `tf.grad`, which runs forward and backward. */
export const PASSES = /** @type {const} */ (['forward', 'forward + backward']);

/** @typedef {(backend: BackendName, pass: typeof PASSES[number], p: ProbabilityName) => string} Name */
/** @type {Name} */
export const ours = (backend, pass, p) => `dropkit, ${backend}, ${pass}, p=${p}`;
/** @type {Name} */
export const theirs = (backend, pass, p) => `tf.dropout, ${backend}, ${pass}, p=${p}`;
/** @param {BackendName} backend */
export const multiply = (backend) => `tf.mul, ${backend}`;

/** @type {Case[]} */
export const CASES = [...IN_NODE, ...IN_PAGE].flatMap((backend) => [
  { id: multiply(backend), backend, open: openMultiply },
  ...PASSES.flatMap((pass) =>
    MAIN_P.flatMap((name) => [
      {
        id: ours(backend, pass, name),
        backend,
        open: (/** @type {Host} */ host) => (pass === 'forward' ? oursForward : oursBoth)(host, PROBABILITIES[name]),
      },
      {
        id: theirs(backend, pass, name),
        backend,
        open: (/** @type {Host} */ host) => (pass === 'forward' ? theirsForward : theirsBoth)(host, PROBABILITIES[name]),
      },
    ]),
  ),
]);

/** One kernel on every element: what tfjs costs at least. @param {Host} host */
function openMultiply({ tf, x, finish }) {
  const run = () => void tf.tidy(() => void tf.mul(x, 2));
  return { run, finish, verify() {} };
}

/**
 * @param {Host} host
 * @param {number} p
 */
function oursForward({ tf, dropout, x, values, finish }, p) {
  const config = /** @type {const} */ ({ variant: 'dropout', p });
  const address = addresses();
  const call = () => dropout(x, config, address.next());
  return {
    run: () => void tf.tidy(() => void call()),
    finish,
    async verify() {
      const y = await valuesOf(call());
      verifyDropout(values, y, p);
      verifyAgainstReference({ config, shape: [y.length], address: address.current(), input: values, y });
    },
  };
}

/**
 * @param {Host} host
 * @param {number} p
 */
function oursBoth({ tf, dropout, x, values, finish }, p) {
  const config = /** @type {const} */ ({ variant: 'dropout', p });
  const address = addresses();
  const gradient = tf.grad((t) => dropout(t, config, address.next()));
  return {
    run: () => void tf.tidy(() => void gradient(x, x)),
    finish,
    async verify() {
      const y = await valuesOf(gradient(x, x));
      verifyDropout(values, y, p);
      const operation = /** @type {const} */ ('backward');
      verifyAgainstReference({ config, shape: [y.length], address: address.current(), input: values, y, operation });
    },
  };
}

/**
 * @param {Host} host
 * @param {number} p
 */
function theirsForward({ tf, x, values, finish }, p) {
  const run = () => void tf.tidy(() => void tf.dropout(x, p));
  return { run, finish, verify: async () => verifyDropout(values, await valuesOf(tf.dropout(x, p)), p) };
}

/**
 * @param {Host} host
 * @param {number} p
 */
function theirsBoth({ tf, x, values, finish }, p) {
  const gradient = tf.grad((t) => tf.dropout(t, p));
  const run = () => void tf.tidy(() => void gradient(x, x));
  return { run, finish, verify: async () => verifyDropout(values, await valuesOf(gradient(x, x)), p) };
}

/** @param {Tensor} y */
async function valuesOf(y) {
  const values = /** @type {Float32Array} */ (await y.data()).slice();
  y.dispose();
  return values;
}

/** Values from 1 to 2. @param {number} size */
export function valuesFor(size) {
  return Float32Array.from({ length: size }, (_, i) => 1 + (i % 1021) / 1021);
}

/** Rows of 1024 elements where they come out even: tfjs packs two rows and two columns into a texel. @param {number} size */
export function shapeFor(size) {
  return size % 1024 === 0 ? [size / 1024, 1024] : [size];
}
