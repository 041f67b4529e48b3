// What @dropkit/tfjs-adapter promises against tf.dropout, in one place.
import { MAIN_P } from '../cpu/probabilities.js';
import { FULL_SIZE } from '../suites.js';
import { IN_NODE, IN_PAGE, ours, PASSES, theirs } from './contenders.js';

const MILLION = 1024 * 1024;

/** @type {import('../harness/targets.js').Target[]} */
export const TFJS_TARGETS = [...IN_NODE, ...IN_PAGE].flatMap((backend) =>
  (IN_NODE.includes(backend) ? [MILLION] : [MILLION, FULL_SIZE]).flatMap((size) =>
    PASSES.flatMap((pass) =>
      MAIN_P.map((p) => ({
        contender: ours(backend, pass, p),
        against: theirs(backend, pass, p),
        timesFaster: IN_NODE.includes(backend) ? 10 : 3,
        size,
      })),
    ),
  ),
);
