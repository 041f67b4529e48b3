// Suite `tfjs`: our op against tf.dropout on all four of tfjs' backends.
import { CASES, multiply } from './contenders.js';
import { TFJS_TARGETS } from './targets.js';
import { createWorkspace } from './workspace.js';

/** @type {import('../suites.js').LoadedSuite} */
export const TFJS_SUITE = {
  unit: multiply('wasm'),
  contenders: CASES.map(({ id, backend }) => ({
    id,
    table: backend,
    everyNthRound: backend === 'cpu' && id.startsWith('tf.dropout') ? 4 : 1,
    open: (/** @type {import('./workspace.js').Workspace} */ workspace) => workspace.open(id),
  })),
  targets: TFJS_TARGETS,
  packages: [
    '@dropkit/tfjs-adapter',
    '@tensorflow/tfjs-core',
    '@tensorflow/tfjs-backend-cpu',
    '@tensorflow/tfjs-backend-wasm',
    '@tensorflow/tfjs-backend-webgl',
    '@tensorflow/tfjs-backend-webgpu',
    'playwright-core',
  ],
  notes: [
    '"x tf.mul, wasm" is the median of time / time of tf.mul(x, 2) on the wasm backend, taken within each round.',
    'Tensors stay in tfjs, in production mode, one call is one tidy. forward + backward is tf.grad(f)(x, dy).',
    'cpu and wasm in Node on one thread; webgl and webgpu in a page of a headless Chromium, with one wait for the device after the last call.',
    'tf.dropout draws on the host on every backend, and its gradient multiplies by the mask that it kept as a float tensor.',
    'Every contender had its output checked before it was timed; dropkit bit for bit against the reference backend, on a sample.',
    'SwiftShader computes on the CPU: ratios there say nothing about a GPU.',
  ],
  createWorkspace,
};
