// Suite `onnx`: dropout inside of ONNX graphs on onnxruntime-web (wasm), one thread: masks drawn in the graph beside Dropout itself.
import { IN_GRAPH, inGraph } from './in-graph.js';
import { NATIVE, native } from './native.js';
import { SESSIONS } from './sessions.js';
import { createWorkspace } from './workspace.js';

const size = 1024 * 1024;

/** @type {import('../suites.js').LoadedSuite} */
export const ONNX_SUITE = {
  unit: native('0.5'),
  contenders: [...NATIVE, ...IN_GRAPH, ...SESSIONS],
  targets: [
    { contender: inGraph('0.5'), against: native('0.5'), atMost: 1, size },
    { contender: inGraph('0.1'), against: native('0.1'), atMost: 1.5, size },
  ],
  packages: ['@dropkit/core', '@dropkit/onnx-export', 'onnxruntime-web'],
  notes: [
    'One thread, wasm execution provider; copies of x and y into and out of its heap are part of each call, for all alike.',
    'Native Dropout is kept alive by a session option; without it the optimizer removes it, and its masks are not independent.',
    'Masks drawn in the graph were compared with the reference backend bit for bit, on a sample.',
    'Sessions: the whole time of a creation, divided by the size as all times; at 1 M, 100 ns an element are 105 ms.',
  ],
  createWorkspace,
};
