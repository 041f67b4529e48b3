// The arrays of one size. Contenders share them, so that none has its memory nearer or warmer than another.
import { createCpuBackend } from '@dropkit/cpu';

/** @typedef {ReturnType<typeof createWorkspace>} Workspace */

/** @param {number} size elements */
export function createWorkspace(size) {
  const simd = createCpuBackend({ simd: true });
  const plain = createCpuBackend({ simd: false });
  const x = fillInput(new Float32Array(size));
  return {
    size,
    /** A caller's ordinary arrays. */
    x,
    out: new Float32Array(size).fill(-1),
    simd,
    plain,
    /** Arrays from the backend's own memory, which it works on without a copy. */
    inside: { x: fillInput(simd.alloc(size)), out: simd.alloc(size).fill(-1) },
    dispose() {
      simd.dispose();
      plain.dispose();
    },
  };
}

/**
 * Values from 1 to 2: never 0, so that a zero in an output is a dropped element.
 *
 * @template {Float32Array} T
 * @param {T} array
 */
function fillInput(array) {
  for (let i = 0; i < array.length; i++) array[i] = 1 + (i % 1021) / 1021;
  return array;
}
