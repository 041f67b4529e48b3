// Noise and concrete plans: a factor for each element, computed in float64 as core does and rounded once.
import type { ConcretePlan, NoisePlan } from '@dropkit/core';
import { TYPE } from './body.js';
import { drawNumbers } from './draw.js';
import { type Applied, apart, drawnFor, droppedBy, number, type PlanSite, rounded, whereDropped } from './plan-site.js';

/** Appends the nodes of a noise plan. */
export function applyNoise(site: PlanSite<NoisePlan>): Applied {
  const { body, plan, x } = site;
  const { mask, ...drawing } = site;
  const [factor] = apart(drawing, [site.type], (inner) => [rounded(inner, noiseFactor(inner))]) as [string];
  if (plan.threshold === undefined) return { y: body.op('Mul', [x, factor]) };
  const dropped = droppedBy(site, plan.threshold);
  // a factor of 1 passes every x unchanged, NaN and -0 too
  return { y: body.op('Mul', [x, whereDropped(site, dropped, factor, number(site, 1))]), dropped };
}

/** float64: offset + amplitude * n. */
function noiseFactor(site: PlanSite<NoisePlan>): string {
  const { body, plan } = site;
  const drawn = drawnFor(site, plan.noiseMap);
  const double = (value: number) => body.constant(TYPE.double, [value], []);
  const numbers =
    plan.distribution === 'normal'
      ? drawNumbers(site, drawn, 'Normals')
      : body.op('Sub', [body.op('Mul', [drawNumbers(site, drawn, 'Uniforms'), double(2)]), double(1)]);
  return body.op('Add', [body.op('Mul', [numbers, double(plan.amplitude)]), double(plan.offset)]);
}

/** Appends the nodes of a concrete plan of a config, whose slope is 0. */
export function applyConcrete(site: PlanSite<ConcretePlan>): Applied {
  const [factor] = apart(site, [site.type], (inner) => [rounded(inner, concreteFactor(inner))]) as [string];
  return { y: site.body.op('Mul', [site.x, factor]) };
}

/** float64: (1 - z) * scale. */
function concreteFactor(site: PlanSite<ConcretePlan>): string {
  const { body, plan } = site;
  const double = (value: number) => body.constant(TYPE.double, [value], []);
  const uniforms = drawNumbers(site, drawnFor(site, plan.map), 'Uniforms');
  const middle = body.op('Add', [uniforms, double(2 ** -25)]); // of its cell: neither 0 nor 1
  const odds = body.op('Div', [middle, body.op('Sub', [double(1), middle])]);
  const exponent = body.op('Div', [body.op('Add', [body.op('Log', [odds]), double(plan.logit)]), double(plan.temperature)]);
  const kept = body.op('Div', [double(1), body.op('Add', [body.op('Exp', [exponent]), double(1)])]);
  return body.op('Mul', [kept, double(plan.scale)]);
}
