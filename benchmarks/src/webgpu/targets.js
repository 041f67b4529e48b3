// What @dropkit/webgpu promises at 4 M float32 and p = .5, in one place. Of other p the tables tell.
import { FULL_SIZE } from '../suites.js';
import { dropkit } from './page/dropkit.js';
import { FASTEST_MULTIPLY, LIKE_DROPKIT, MULTIPLY } from './page/multiply.js';
import { tfjsWebgpu } from './page/tfjs.js';

const size = FULL_SIZE;

/** @type {import('../harness/targets.js').Target[]} */
export const WEBGPU_TARGETS = [
  ...[MULTIPLY, LIKE_DROPKIT, FASTEST_MULTIPLY].map((against) => ({ contender: dropkit('0.5'), against, atMost: 1.5, size })),
  { contender: dropkit('0.5'), against: tfjsWebgpu('0.5'), timesFaster: 3, size },
];
