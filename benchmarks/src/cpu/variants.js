// Structured variants: few numbers are drawn and whole runs of elements share them, so they should cost little more than a copy.
import { lower } from '@dropkit/core';
import { addresses, insideArrays } from './dropkit.js';
import { verifyAgainstReference } from './verify.js';

/** @typedef {import('@dropkit/core').DropoutConfig} DropoutConfig */
/** @typedef {import('../harness/contender.js').Contender<import('./workspace.js').Workspace>} Contender */

const TABLE = 'Variants, p=0.1, dropkit simd, no copy';
const P = 0.1;

/**
 * [batch, channels or time steps, positions or features]; 64 x 64 x 1024 at 4 M.
 *
 * @param {number} size
 */
function shapeOf(size) {
  const batch = greatestCommonDivisor(size, 64);
  const channels = greatestCommonDivisor(size / batch, 64);
  return [batch, channels, size / batch / channels];
}

/** @param {number} size */
function channelsLastShapeOf(size) {
  const [batch, channels, positions] = shapeOf(size);
  return [batch, positions, channels];
}

/** @type {Contender[]} */
export const VARIANTS = [
  variant('spatial, channels first [N,C,S]', { variant: 'spatial', p: P, layout: 'channelsFirst' }, shapeOf),
  variant('spatial, channels last [N,S,C]', { variant: 'spatial', p: P, layout: 'channelsLast' }, channelsLastShapeOf),
  variant('dropPath, one decision a row [N,*]', { variant: 'dropPath', p: P }, shapeOf),
  variant('variational, shared in time [N,T,F]', { variant: 'variational', p: P }, shapeOf),
];

/**
 * @param {string} id
 * @param {DropoutConfig} config
 * @param {(size: number) => number[]} toShape
 * @returns {Contender}
 */
function variant(id, config, toShape) {
  return {
    id,
    table: TABLE,
    open(workspace) {
      const { backend, x, out } = insideArrays(workspace);
      const shape = toShape(workspace.size);
      const plan = lower(config, shape, 'train');
      const address = addresses();
      return {
        run: () => backend.forward(plan, address.next(), x, out),
        verify() {
          const y = backend.forward(plan, address.next(), x, out);
          verifyAgainstReference({ config, shape, address: address.current(), input: x, y });
        },
      };
    },
  };
}

/**
 * @param {number} a
 * @param {number} b
 * @returns {number}
 */
function greatestCommonDivisor(a, b) {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
