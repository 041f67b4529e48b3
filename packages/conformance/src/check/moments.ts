// Statistics of what is kept, of the outputs and of the numbers drawn, against their closed forms.
import type { Statistic, Subject } from '../case.js';
import { compareMoment, type Moment } from '../compare/moments.js';
import { callOf } from '../driver/driver.js';
import { probabilityOf } from '../statistics/closed-form.js';
import { keptCoverage } from '../statistics/coverage.js';
import { covariance, keptFraction, varianceOfGroupCounts, worstElement } from '../statistics/keep.js';
import { noiseMoment } from '../statistics/numbers.js';
import { outputMean, outputVariance, relaxedDrops, selfNormalizing } from '../statistics/output.js';
import { planOf, requireConfig, withAddress } from '../subject.js';
import { type Bench, firstOf, type RunCheck, type Verdict } from './check.js';
import { observeKeep } from './observe.js';

type Of<O extends Statistic['of']> = Extract<Statistic, { of: O }>;

/** Observes, computes the moment, compares. */
export const runMoments: RunCheck<'moments'> = async (bench, subject, { statistic, z }) => {
  if (statistic.of === 'keep') return keepMoment(bench, subject, statistic, z);
  return statistic.of === 'output' ? outputMoments(bench, subject, statistic, z) : numberMoment(bench, subject, statistic, z);
};

async function keepMoment({ driver }: Bench, subject: Subject, statistic: Of<'keep'>, z: number): Promise<Verdict> {
  if (statistic.name === 'coverage') return coverage(driver, subject, z);
  const p = probabilityOf(requireConfig(subject).config);
  if (statistic.name === 'elementMeans') return elementMeans(driver, subject, statistic.steps, z);
  const keep = await observeKeep(driver, subject);
  if (statistic.name === 'mean') return compareMoment('fraction of kept elements', keptFraction(keep, p), z);
  if (statistic.name === 'variance')
    return compareMoment('variance of the kept count of 64 elements', varianceOfGroupCounts(keep, p), z);
  if (statistic.name === 'neighbours') {
    return compareMoment(`covariance at lag ${statistic.lag}`, covariance(keep, keep.subarray(statistic.lag), p), z);
  }
  const other = await observeKeep(driver, withAddress(subject, statistic.other));
  return compareMoment(`covariance with the mask at ${JSON.stringify(statistic.other)}`, covariance(keep, other, p), z);
}

async function coverage(driver: Bench['driver'], subject: Subject, z: number): Promise<Verdict> {
  const plan = planOf(subject);
  if (plan.kind !== 'block' && plan.kind !== 'cutout') throw new Error(`a ${plan.kind} plan covers nothing`);
  return compareMoment('fraction that is not covered', keptCoverage(plan, await observeKeep(driver, subject)), z);
}

/** How often each element is kept over many steps: a generator that is reseeded badly fails here and nowhere else. */
async function elementMeans(driver: Bench['driver'], subject: Subject, steps: number, z: number): Promise<Verdict> {
  const masks: Uint8Array[] = [];
  for (let step = 0; step < steps; step++) masks.push(await observeKeep(driver, withAddress(subject, { step })));
  const { element, moment } = worstElement(masks, probabilityOf(requireConfig(subject).config));
  return compareMoment(`fraction of steps that keep element ${element}`, moment, z);
}

async function outputMoments({ driver }: Bench, subject: Subject, statistic: Of<'output'>, z: number): Promise<Verdict> {
  const { config } = requireConfig(subject);
  const direction = ('direction' in statistic && statistic.direction) || 'forward';
  const call = callOf(subject, direction);
  const { y } = await driver.apply(call);
  if (statistic.name === 'selfNormalizing') return normalized(selfNormalizing(probabilityOf(config), y), z);
  if (statistic.name === 'relaxedDrops') {
    return compareMoment('fraction of factors below one half of the largest', relaxedDrops(probabilityOf(config), y), z);
  }
  const observed = { config, direction, x: call.x, other: call.operands.other, y };
  if (statistic.name === 'mean') return compareMoment('mean of the output', outputMean(observed), z);
  return compareMoment('variance of the output around its mean', outputVariance(observed), z);
}

function normalized({ mean, variance }: { readonly mean: Moment; readonly variance: Moment }, z: number): Verdict {
  return firstOf(
    compareMoment('mean over normal inputs', mean, z),
    compareMoment('second moment over normal inputs', variance, z),
  );
}

/** The numbers of a noise plan of offset 0 and amplitude 1, seen through inputs 1. */
async function numberMoment({ driver }: Bench, subject: Subject, { name, lag }: Of<'noise'>, z: number): Promise<Verdict> {
  const plan = planOf(subject);
  if (plan.kind !== 'noise') throw new Error(`a ${plan.kind} plan draws no numbers`);
  const { y } = await driver.apply(callOf(subject));
  const p = 1 / 2;
  const { address, dtype, input } = subject;
  const gate = { kind: 'select', shape: plan.shape, maskShape: plan.maskShape, map: plan.map } as const;
  const decided = { plan: { ...gate, threshold: p * 2 ** 32, scale: 1, shift: 0, dropped: 0 }, address, dtype, input };
  const decisions = name === 'decisions' ? { keep: await observeKeep(driver, decided), p } : undefined;
  const { distribution } = plan;
  return compareMoment(`${name} of ${distribution} numbers`, noiseMoment(name, { numbers: y, distribution, lag, decisions }), z);
}
