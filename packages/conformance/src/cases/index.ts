// The whole suite, as data.
import type { Case } from '../case.js';
import { addressCases } from './addresses.js';
import { badInputCases } from './bad-input.js';
import { columnSumsCases } from './column-sums.js';
import { derivativeCases } from './derivatives.js';
import { elementCases } from './element.js';
import { fusedCases } from './fused.js';
import { fusedVectorCases } from './fused-vectors.js';
import { emptyCases, granularityCases, typedCases } from './granularity.js';
import { lawCases } from './laws.js';
import { momentCases } from './moments.js';
import { planCases } from './plans.js';
import { samplerMomentCases } from './sampler-moments.js';
import { samplerPlanCases } from './sampler-plans.js';
import { samplerSliceCases } from './sampler-slices.js';
import { samplerVectorCases } from './sampler-vectors.js';
import { samplerCases } from './samplers.js';
import { sliceCases } from './slices.js';
import { specialCases } from './specials.js';
import { vectorCases } from './vectors.js';

/**
 * All cases, in order; ids are unique and stable.
 *
 * @example CASES.filter(({ section }) => section === '4').map(({ id }) => id);
 */
export const CASES: readonly Case[] = [
  vectorCases,
  samplerVectorCases,
  fusedVectorCases,
  elementCases,
  addressCases,
  granularityCases,
  typedCases,
  emptyCases,
  samplerCases,
  samplerSliceCases,
  samplerPlanCases,
  fusedCases,
  columnSumsCases,
  sliceCases,
  planCases,
  specialCases,
  lawCases,
  derivativeCases,
  momentCases,
  samplerMomentCases,
  badInputCases,
].flat();
