// The plain engine: every array is as good as any other, so that `alloc` is an ordinary array and `free` leaves it to the collector.
import type { FloatArray } from '@dropkit/core';
import { arrayType, type Engine } from '../engine.js';

import { plainKernels } from './kernels.js';

/** The engine that needs nothing but JavaScript. */
export function plainEngine(): Engine {
  const kernels = plainKernels();
  const owned = new WeakSet<FloatArray>();
  return {
    name: 'cpu-plain',
    kernels,
    kernelsFor: () => kernels,
    alloc(length, dtype) {
      const array = new (arrayType(dtype))(length);
      owned.add(array);
      return array;
    },
    free: (array) => owned.delete(array),
  };
}
