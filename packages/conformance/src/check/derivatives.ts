// Derivatives against central differences at a fixed mask (SPEC section 9). Outputs are affine in their inputs, so differences are exact
// there but for roundings; in a parameter they are not, and the third derivative bounds what is left.
import { type ConcretePlan, type FloatArray, gradientPlan, type NoisePlan, type Plan, tangentPlan } from '@dropkit/core';
import { floatTypeOf } from '../array.js';
import type { PlanSubject, Subject } from '../case.js';
import { drawnError, FACTOR_ULPS } from '../compare/allowance.js';
import { findDifference, renderDifference, renderFloat } from '../compare/diff.js';
import { ulpAt } from '../compare/floats.js';
import { type Application, callOf, type Driver } from '../driver/driver.js';
import { planOf } from '../subject.js';
import type { RunCheck, Verdict } from './check.js';

/**
 * A product and a sum are rounded in each of the two outputs, half a unit each time, and for `mix` another product; half of their difference
 * is off by at most 1.5 units then, and the gradient by half a unit.
 */
const LINEAR_ULPS = 2;

/**
 * In a fused output a sum, a product and a sum are rounded. The first rounding, half a unit of the first sum, is scaled as the sum is and so at
 * most one unit of the product; with half a unit for each of the others an output is off by two units, and so is half a difference.
 */
const FUSED_ULPS = 3;

/** Inputs are ramps below 8, their sums and differences below 16 and exact in every float type. */
const INPUT_LIMIT = 16;

/** (F(x + v) - F(x - v)) / 2 against the gradient of v, with respect to an input of x's length. */
export const runDifferences: RunCheck<'differences'> = async ({ driver }, subject, { input }) => {
  const call = callOf(subject);
  const plan = planOf(subject);
  const moved = input === 'x' ? call.x : call.operands[input]!;
  const v = moved.slice().reverse() as FloatArray;
  const output = async (sign: number) => {
    const to = moved.map((value, i) => value + sign * v[i]) as FloatArray;
    return outputOf(driver, input === 'x' ? { ...call, x: to } : { ...call, operands: { ...call.operands, [input]: to } });
  };
  const [plus, minus] = [await output(1), await output(-1)];
  const gradient =
    input === 'x'
      ? await outputOf(driver, callOf(subject, 'backward', v))
      : await outputOf(driver, callOf(ofPlan(subject, gradientPlan(plan, input)), 'forward', v));
  const dtype = floatTypeOf(v);
  const bound = (i: number) =>
    (plan.kind === 'fused' ? FUSED_ULPS : LINEAR_ULPS) *
    ulpAt(Math.max(Math.abs(plus[i]), Math.abs(minus[i]), largestTerm(plan)), dtype);
  const differences = plus.map((value, i) => (value - minus[i]) / 2) as FloatArray;
  return compareWithin(`gradient with respect to ${input}, against differences`, gradient, differences, bound);
};

/** What outputs are sums of, where terms may cancel. */
function largestTerm(plan: Plan): number {
  if (plan.kind === 'select') return Math.abs(plan.shift);
  if (plan.kind === 'fused') return 2 * INPUT_LIMIT * Math.max(Math.abs(plan.scale), 1);
  return plan.kind === 'mix' ? INPUT_LIMIT * Math.max(Math.abs(plan.factor), Math.abs(plan.otherFactor)) : 0;
}

/** (F(parameter + h) - F(parameter - h)) / 2h against the plan of the tangent. */
export const runTangent: RunCheck<'tangent'> = async ({ driver }, subject, { step }) => {
  const plan = planOf(subject);
  if (plan.kind !== 'noise' && plan.kind !== 'concrete') throw new Error(`a ${plan.kind} plan has no parameter`);
  const at = async (other: Plan) => outputOf(driver, callOf(ofPlan(subject, other)));
  const { x } = callOf(subject);
  const above = parameterMoved(plan, step);
  const [plus, minus] = [await at(above), await at(parameterMoved(plan, -step))];
  const tangent = tangentPlan(plan) as NoisePlan | ConcretePlan;
  const slopes = plus.map((value, i) => (value - minus[i]) / (2 * step)) as FloatArray;
  const { capabilities } = driver;
  const dtype = floatTypeOf(x);
  const truncation = (step ** 2 / 6) * thirdDerivative(plan, step);
  const tolerance = drawnError(above, capabilities) / step + drawnError(tangent, capabilities);
  const bound = (i: number) => {
    const rounding = FACTOR_ULPS * ulpAt(Math.max(Math.abs(plus[i]), Math.abs(minus[i])), dtype);
    return Math.abs(x[i]) * (truncation + tolerance) + rounding * (1 / step + 1);
  };
  return compareWithin('tangent, against differences of the parameter', await at(tangent), slopes, bound);
};

/** The plan at another logit of p, or another logarithm of the squared amplitude. */
function parameterMoved<P extends NoisePlan | ConcretePlan>(plan: P, by: number): P {
  if (plan.kind === 'noise') return { ...plan, amplitude: plan.amplitude * Math.exp(by / 2) };
  const logit = plan.logit + by;
  return { ...plan, logit, scale: 1 + Math.exp(logit) };
}

/** Largest standard normal that 24 bits make: sqrt(-2 ln 2^-24). */
const LARGEST_NORMAL = Math.sqrt(48 * Math.LN2);

/** Upper bound of the factor's third derivative between the two parameters. */
function thirdDerivative(plan: NoisePlan | ConcretePlan, step: number): number {
  if (plan.kind === 'noise') return (Math.abs(plan.amplitude) * Math.exp(step / 2) * LARGEST_NORMAL) / 8;
  const { temperature: t, logit } = plan;
  const odds = Math.exp(logit + step);
  // (1 - s) (1 + odds), s a sigmoid of logit / t: |s'| <= 1/4, |s''| <= 1 / (6 sqrt 3), |s'''| <= 1/8; the derivatives of odds are odds
  return (1 + odds) / (8 * t ** 3) + (3 * odds) / (6 * Math.sqrt(3) * t ** 2) + (3 * odds) / (4 * t) + odds;
}

function ofPlan({ address, dtype, input, other }: Subject, plan: Plan): PlanSubject {
  return { plan, address, dtype, input, ...(other && { other }) };
}

async function outputOf(driver: Driver, call: Application): Promise<FloatArray> {
  return (await driver.apply(call)).y.slice() as FloatArray;
}

function compareWithin(what: string, actual: FloatArray, expected: FloatArray, bound: (index: number) => number): Verdict {
  const difference = findDifference(expected.length, (i) => Math.abs(actual[i] - expected[i]) <= bound(i));
  return difference && renderDifference(what, difference, (i) => [renderFloat(actual, i), renderFloat(expected, i)]);
}
