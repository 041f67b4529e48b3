// The other variants. Where whole runs of elements share what is drawn, few numbers are drawn and the cost should be little more than a copy.
import { createReferenceBackend, fuse, isKept, lower } from '@dropkit/core';
import { addresses } from './addresses.js';
import { insideArrays } from './dropkit.js';
import { verifyAgainstReference, verifyNear, verifySame } from './verify.js';

/** @typedef {import('@dropkit/core').DropoutConfig} DropoutConfig */
/** @typedef {import('../harness/contender.js').Contender<import('./workspace.js').Workspace>} Contender */

const TABLE = 'Variants, p=0.1, dropkit simd, no copy';
const P = 0.1;
const reference = createReferenceBackend();

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

/** Feature maps of 32 x 32: [64, 64, 32, 32] at 4 M. @param {number} size */
function mapsOf(size) {
  const [batch, channels] = shapeOf(size / 1024);
  return [batch, (size / 1024 / batch / channels) * channels, 32, 32];
}

/** Heads of attention: [batch, 8, queries, 64]. @param {number} size */
function attentionOf(size) {
  return [1, 8, size / 512, 64];
}

export const SPATIAL = 'spatial, channels first [N,C,S]';
export const SPATIAL_LAST = 'spatial, channels last [N,S,C]';
export const DROP_PATH = 'dropPath, one decision a row [N,*]';
export const VARIATIONAL = 'variational, shared in time [N,T,F]';
export const DROP_BLOCK = 'dropBlock 7 x 7 [N,C,32,32]';
export const GAUSSIAN = 'gaussian';
export const GAUSSIAN_CALLERS = "gaussian, caller's arrays";

/** @type {Contender[]} */
export const VARIANTS = [
  variant(SPATIAL, { variant: 'spatial', p: P, layout: 'channelsFirst' }, shapeOf),
  variant(SPATIAL_LAST, { variant: 'spatial', p: P, layout: 'channelsLast' }, channelsLastShapeOf),
  variant(DROP_PATH, { variant: 'dropPath', p: P }, shapeOf),
  variant(VARIATIONAL, { variant: 'variational', p: P }, shapeOf),
  variant('token [N,T,E]', { variant: 'token', p: P }, shapeOf),
  variant('attention [B,H,Q,K]', { variant: 'attention', p: P }, attentionOf),
  variant('dropKey [B,H,Q,K]', { variant: 'dropKey', p: P }, attentionOf),
  variant('alpha', { variant: 'alpha', p: P }, shapeOf),
  variant(DROP_BLOCK, { variant: 'dropBlock', p: P, blockSize: 7 }, mapsOf, verifySame),
  variant(
    'dropBlock 7 x 7, each sample by itself',
    { variant: 'dropBlock', p: P, blockSize: 7, normalization: 'sample' },
    mapsOf,
  ),
  variant('cutout 16 x 16 [N,C,32,32]', { variant: 'cutout', size: 16 }, mapsOf),
  variant('shakeDrop [N,*]', { variant: 'shakeDrop', p: P }, shapeOf),
  variant(GAUSSIAN, { variant: 'gaussian', p: P }, shapeOf, verifyNear),
  variant(GAUSSIAN_CALLERS, { variant: 'gaussian', p: P }, shapeOf, verifyNear, ({ simd, x, out }) => ({
    backend: simd,
    x,
    out,
  })),
  variant('uniform, beta=0.5', { variant: 'uniform', beta: 0.5 }, shapeOf),
  variant('concrete', { variant: 'concrete', p: P }, shapeOf, verifyNear),
  zoneout(),
  fused(),
];

/**
 * @param {string} id
 * @param {DropoutConfig} config
 * @param {(size: number) => number[]} toShape
 * @param {typeof verifyAgainstReference} verification
 * @param {typeof insideArrays | ((workspace: import('./workspace.js').Workspace) => any)} choose
 * @returns {Contender}
 */
function variant(id, config, toShape, verification = verifyAgainstReference, choose = insideArrays) {
  return {
    id,
    table: TABLE,
    open(workspace) {
      const { backend, x, out } = choose(workspace);
      const shape = toShape(workspace.size);
      const plan = lower(config, shape, 'train');
      const address = addresses();
      return {
        run: () => backend.forward(plan, address.next(), x, out),
        verify() {
          const y = backend.forward(plan, address.next(), x, out);
          verification({ config, shape, address: address.current(), input: x, y });
        },
      };
    },
  };
}

/** @returns {Contender} */
function zoneout() {
  return {
    id: 'zoneout, two inputs',
    table: TABLE,
    open(workspace) {
      const { backend, x, out } = insideArrays(workspace);
      const other = backend.alloc(x.length);
      other.fill(-1);
      const plan = lower({ variant: 'zoneout', p: P }, [x.length], 'train');
      const address = addresses();
      const run = () => backend.forward(plan, address.next(), x, out, { other });
      return {
        run,
        verify() {
          const y = run();
          const mask = backend.mask(plan, address.current());
          const wrong = y.findIndex((value, i) => value !== (isKept(mask, i) ? x[i] : -1));
          if (wrong >= 0) throw new Error(`element ${wrong} is neither the new nor the previous value`);
        },
        close: () => backend.free(other),
      };
    },
  };
}

/**
 * residual + dropout(x + bias) of rows of 1024 features; it reads a third array, which copy does not.
 *
 * @returns {Contender}
 */
function fused() {
  return {
    id: 'fused, residual + dropout(x + bias) [N,F]',
    table: TABLE,
    open(workspace) {
      const { backend, x, out } = insideArrays(workspace);
      const columns = greatestCommonDivisor(workspace.size, 1024);
      const operands = { bias: backend.alloc(columns).fill(0.5), residual: backend.alloc(x.length).fill(-1) };
      const [rows, whole] = [x.length / columns, [x.length / columns, columns]];
      const planOf = (/** @type {number} */ first, /** @type {number} */ count) => {
        const slice = { shape: whole, start: [first, 0] };
        return fuse(lower({ variant: 'dropout', p: P }, [count, columns], 'train', slice), { bias: true, residual: true });
      };
      const plan = planOf(0, rows);
      const address = addresses();
      const run = () => backend.forward(plan, address.next(), x, out, operands);
      return {
        run,
        verify() {
          const y = run();
          for (const row of [0, rows - 1]) {
            const [start, end] = [row * columns, (row + 1) * columns];
            const { bias, residual } = operands;
            const own = { bias: bias.slice(), residual: residual.slice(start, end) };
            const expected = reference.forward(planOf(row, 1), address.current(), x.slice(start, end), undefined, own);
            const wrong = expected.findIndex((value, i) => value !== y[start + i]);
            if (wrong >= 0) throw new Error(`element ${start + wrong} expected ${expected[wrong]}, got ${y[start + wrong]}`);
          }
        },
        close() {
          for (const array of Object.values(operands)) backend.free(array);
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
