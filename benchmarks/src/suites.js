// The suites that `npm run bench -- NAME` knows. Each loads what it compares only when it runs.

/** 4 M elements: far larger than any cache, so that memory traffic is part of what is measured. */
export const FULL_SIZE = 4 * 1024 * 1024;

/**
 * @typedef {object} Suite
 * @property {string} name
 * @property {string} description one line for --help
 * @property {number[]} sizes elements, when --sizes says nothing
 * @property {() => Promise<LoadedSuite>} load
 */

/**
 * @typedef {object} LoadedSuite
 * @property {string} unit id of the contender that all others are divided by; a filter never removes it
 * @property {import('./harness/contender.js').Contender<any>[]} contenders
 * @property {import('./harness/targets.js').Target[]} targets
 * @property {string[]} packages npm packages whose versions belong into the report
 * @property {string[]} notes what a reader must know to read the numbers
 * @property {(size: number) => any} createWorkspace what the contenders of one size share, or a promise of it; has `dispose()`, and
 * `device` (text) where another process does the work
 */

/** @type {Record<string, Suite>} */
export const SUITES = {
  cpu: {
    name: 'cpu',
    description: 'typed arrays on one thread: @dropkit/cpu, tfjs (wasm, cpu), onnxruntime-web (wasm), naive loop, copy',
    sizes: [FULL_SIZE],
    load: async () => (await import('./cpu/suite.js')).CPU_SUITE,
  },
  webgpu: {
    name: 'webgpu',
    description: 'GPU buffers in one page of a headless Chromium: @dropkit/webgpu, tfjs (webgpu), a plain multiply kernel',
    sizes: [FULL_SIZE],
    load: async () => (await import('./webgpu/suite.js')).WEBGPU_SUITE,
  },
  tfjs: {
    name: 'tfjs',
    description:
      'tensors of tfjs: our op against tf.dropout on its backends cpu, wasm, webgl and webgpu, with and without gradients',
    sizes: [FULL_SIZE / 4, FULL_SIZE],
    load: async () => (await import('./tfjs/suite.js')).TFJS_SUITE,
  },
  onnx: {
    name: 'onnx',
    description: 'inside ONNX graphs, on onnxruntime-web (wasm): masks drawn in the graph, native Dropout, creating sessions',
    sizes: [FULL_SIZE / 4],
    load: async () => (await import('./onnx/suite.js')).ONNX_SUITE,
  },
};
