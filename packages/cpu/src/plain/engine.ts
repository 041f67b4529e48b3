// The plain engine: every array is as good as any other, so that `alloc` is an ordinary array and `free` leaves it to the collector.
import { arrayType, type Engine } from '../engine.js';
import { plainKernels } from './kernels.js';

/** The engine that needs nothing but JavaScript. */
export function plainEngine(): Engine {
  const kernels = plainKernels();
  return {
    name: 'cpu-plain',
    kernels,
    kernelsFor: () => kernels,
    alloc: (length, dtype) => new (arrayType(dtype))(length),
    free() {},
  };
}
