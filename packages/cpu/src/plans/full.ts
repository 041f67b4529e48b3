// All plans.
import type { FullKernels } from '../kernels.js';
import { BERNOULLI_PLANS } from './bernoulli.js';
import { block } from './block.js';
import { cutout } from './cutout.js';
import { columnSums, fused } from './fused.js';
import { concrete, noise } from './noise.js';
import { rows } from './rows.js';
import type { Runners } from './runner.js';
import { choose, mix } from './two-inputs.js';

export const ALL_PLANS: Runners<FullKernels> = {
  ...BERNOULLI_PLANS,
  rows,
  block,
  cutout,
  noise,
  concrete,
  choose,
  mix,
  fused,
  columnSums,
};
