// Copies: the least that anything reading and writing every element can cost.

/** @typedef {import('../harness/contender.js').Contender<import('./workspace.js').Workspace>} Contender */

/** Id of the unit that every other time is divided by. */
export const COPY = 'copy';

/** @type {Contender[]} */
export const COPIES = [
  {
    id: COPY,
    table: 'Dropout',
    open: ({ x, out }) => copy(x, out),
  },
  {
    id: 'copy inside wasm memory',
    table: 'Dropout',
    open: ({ inside }) => copy(inside.x, inside.out),
  },
];

/**
 * @param {Float32Array} x
 * @param {Float32Array} out
 * @returns {import('../harness/contender.js').Runner}
 */
function copy(x, out) {
  const run = () => out.set(x);
  return {
    run,
    verify() {
      out.fill(-1);
      run();
      if (!x.every((value, i) => value === out[i])) throw new Error('the copy differs');
    },
  };
}
