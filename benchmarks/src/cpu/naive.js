// The loop that most people write: one Math.random() an element, into an array that is already there.
import { MAIN_P, PROBABILITIES } from './probabilities.js';
import { verifyDropout } from './verify.js';

/** @param {import('./probabilities.js').ProbabilityName} p */
export const naiveLoop = (p) => `naive Math.random() loop, p=${p}`;

/** @type {import('../harness/contender.js').Contender<import('./workspace.js').Workspace>[]} */
export const NAIVE = MAIN_P.map((name) => ({
  id: naiveLoop(name),
  table: 'Dropout',
  open({ x, out }) {
    const p = PROBABILITIES[name];
    return {
      run: () => dropout(x, out, p),
      verify() {
        dropout(x, out, p);
        verifyDropout(x, out, p);
      },
    };
  },
}));

/**
 * @param {Float32Array} x
 * @param {Float32Array} out
 * @param {number} p
 */
function dropout(x, out, p) {
  const m = 1 / (1 - p);
  for (let i = 0; i < x.length; i++) out[i] = Math.random() < p ? 0 : x[i] * m;
}
