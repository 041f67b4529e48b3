// The op as a target of the conformance suite, on whatever tfjs backend is set.
import type { Adapter, AdapterRequest } from '@dropkit/conformance';
import { createReferenceBackend, type FloatArray, indexAt, lower, operandsOf, packMask } from '@dropkit/core';
import { grad, type Tensor, tensor, tidy } from '@tensorflow/tfjs-core';
import { dropout } from '../src/index.js';

const reference = createReferenceBackend();

/** Everything an op without `out` and kept masks can do; all results pass through tensors and `data()`. */
export const opAdapter: Adapter = {
  name: 'tfjs op',
  capabilities: {
    ...reference.capabilities,
    dtypes: ['float32'],
    variants: 'all',
    phases: ['train', 'eval'],
    backward: true,
    mask: true,
    slice: true,
    secondInput: true,
    validation: true,
    exactLength: true,
  },
  forward: (request, x) => valuesOf(() => run(request, toTensor(x, request.shape), request.other)),
  backward: (request, dy) =>
    valuesOf(() => {
      const x = toTensor(new Float32Array(dy.length), request.shape);
      return grad((t: Tensor) => run(request, t, secondInput(request)))(x, toTensor(dy, request.shape));
    }),
  mask: maskOf,
};

/** What the suite must name as missing, and nothing more. */
export const OP_HAS_NOT = [
  'dispose',
  'dtype:float16',
  'dtype:float64',
  'hostBuffers',
  'inPlace',
  'keptMask',
  'out',
  'rawPlans',
  'returnsInput',
];

function run({ config, address, phase, slice, shape }: AdapterRequest, x: Tensor, other?: FloatArray): Tensor {
  const second = other && { other: toTensor(other, shape) };
  return dropout(x, config, address, { phase, ...(slice && { slice }), ...second });
}

/** Zeros for variants of two inputs: neither the gradient nor the mask depends on them. */
function secondInput({ config, shape, phase, slice }: AdapterRequest): FloatArray | undefined {
  return 'other' in operandsOf(lower(config, shape, phase, slice))
    ? new Float32Array(shape.reduce((a, b) => a * b, 1))
    : undefined;
}

/** tfjs itself refuses values that do not fill the shape, with a plain Error. */
function toTensor(values: FloatArray, shape: readonly number[]): Tensor {
  try {
    return tensor(values as Float32Array, [...shape], 'float32');
  } catch (cause) {
    throw new RangeError('values do not fit the shape', { cause });
  }
}

async function valuesOf(make: () => Tensor): Promise<Float32Array> {
  const y = tidy(make);
  const values = Float32Array.from(await y.data());
  y.dispose();
  return values;
}

/**
 * The mask that the op really used: a NaN comes through where an element is kept, and only there. Behind a gate of noise everything
 * comes through, but only what is kept comes through as it is.
 */
async function maskOf(request: AdapterRequest): Promise<Uint32Array> {
  const { config, shape, phase, slice } = request;
  const plan = lower(config, shape, phase, slice);
  const size = shape.reduce((a, b) => a * b, 1);
  // A mask of an empty tensor may have elements, which no output can show.
  if (size === 0) return reference.mask(plan, request.address);
  const probe = plan.kind === 'noise' && plan.threshold !== undefined ? 1 : Number.NaN;
  const y = await valuesOf(() => run(request, toTensor(new Float32Array(size).fill(probe), shape), secondInput(request)));
  const elements = maskElements(plan.shape, plan.maskShape);
  return packMask(elements.length, (n) => Object.is(y[elements[n]], probe));
}

/** For each mask element the first tensor element that it governs. */
function maskElements(shape: readonly number[], maskShape: readonly number[]): number[] {
  const strides = shape.map((_, d) => shape.slice(d + 1).reduce((a, b) => a * b, 1));
  const count = maskShape.reduce((a, b) => a * b, 1);
  const map = { dims: maskShape, strides, base: 0 };
  return Array.from({ length: count }, (_, n) => indexAt(map, n));
}
