// Small models that sessions sample.
import { buildModel, floats, node, value } from './build.js';

const weights = (count: number, seed: number) =>
  Array.from({ length: count }, (_, i) => (((i + seed) * 7919) % 101) / 101 - 0.45);

const INITIALIZERS = () => [floats('w', [4, 24], weights(96, 1)), floats('v', [24, 3], weights(72, 5))];

/** x [N, 4] -> MatMul, Relu, MatMul, Softmax -> y [N, 3]. */
export function classifier(): Uint8Array {
  return buildModel({
    opset: 18,
    graph: {
      node: [
        node('MatMul', ['x', 'w'], ['h']),
        node('Relu', ['h'], ['r']),
        node('MatMul', ['r', 'v'], ['z']),
        node('Softmax', ['z'], ['y'], { axis: 1n }),
      ],
      initializer: INITIALIZERS(),
      input: [value('x', ['N', 4])],
      output: [value('y', ['N', 3])],
    },
  });
}

/** The same with a native Dropout of ratio .5 behind Relu, off or on. */
export function withDropout(training: boolean): Uint8Array {
  return buildModel({
    opset: 13,
    graph: {
      node: [
        node('MatMul', ['x', 'w'], ['h']),
        node('Relu', ['h'], ['r']),
        node('Dropout', ['r', '', 'on'], ['d']),
        node('MatMul', ['d', 'v'], ['y']),
      ],
      initializer: [...INITIALIZERS(), { name: 'on', dims: [], dataType: 9, rawData: Uint8Array.of(training ? 1 : 0) }],
      input: [value('x', ['N', 4])],
      output: [value('y', ['N', 3])],
    },
  });
}

/** A model that cannot be upgraded: Resize of opset 10 whose scales are computed. */
export function notUpgradable(): Uint8Array {
  return buildModel({
    opset: 10,
    graph: {
      node: [
        node('MatMul', ['x', 'w'], ['h']),
        node('Relu', ['h'], ['r']),
        node('MatMul', ['r', 'v'], ['z']),
        node('Mul', ['scales', 'one'], ['s']),
        node('Resize', ['z', 's'], ['y'], { mode: 'nearest' }),
      ],
      initializer: [...INITIALIZERS(), floats('one', [2], [1, 1])],
      input: [value('x', ['N', 4]), value('scales', [2])],
      output: [value('y', ['M', 'K'])],
    },
  });
}

/** Two outputs, one of them integers. */
export function twoHeads(): Uint8Array {
  return buildModel({
    opset: 18,
    graph: {
      node: [
        node('MatMul', ['x', 'w'], ['h']),
        node('Relu', ['h'], ['r']),
        node('MatMul', ['r', 'v'], ['y']),
        node('ArgMax', ['y'], ['best'], { axis: 1n }),
      ],
      initializer: INITIALIZERS(),
      input: [value('x', ['N', 4])],
      output: [value('y', ['N', 3]), value('best', ['N', 1], 7)],
    },
  });
}
