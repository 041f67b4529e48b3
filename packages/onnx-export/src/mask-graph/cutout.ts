// Cutout plans: holes at random places. How many holes cover an element is a sum over holes of products over axes, an Einsum.
import type { CutoutPlan } from '@dropkit/core';
import { TYPE } from './body.js';
import { drawNumbers } from './draw.js';
import type { Drawn } from './drawn-shape.js';
import {
  type Applied,
  apart,
  concat,
  droppedByInput,
  inSamples,
  number,
  type PlanSite,
  rowCount,
  shapeOf,
  whereDropped,
} from './plan-site.js';

/** Appends the nodes of a cutout plan. */
export function applyCutout(site: PlanSite<CutoutPlan>): Applied {
  const dropped = site.mask ? droppedByInput(site) : apart(site, [TYPE.bool], (inner) => [covered(inner)])[0]!;
  return { y: whereDropped(site, dropped, number(site, 0), site.x), dropped };
}

/** bool in mask shape. */
function covered(site: PlanSite<CutoutPlan>): string {
  const { body, plan } = site;
  const bits = drawNumbers(site, places(site), 'Bits');
  const inside = plan.axes.map((_, a) => insideAlong(site, bits, a));
  const letters = 'xyz'.slice(0, plan.axes.length);
  const equation = `${[...letters].map((letter) => `nh${letter}`).join(',')}->n${letters}`;
  const holes = body.op('Einsum', inside, { equation: { s: equation } });
  const channels = plan.shape.findIndex((_, axis) => axis > 0 && !plan.axes.includes(axis));
  const dropped = body.op('Unsqueeze', [body.op('Greater', [holes, body.constant(TYPE.float, [0], [])]), body.int64([channels])]);
  return site.sampling ? inSamples(body, dropped, site.sampling) : dropped;
}

/** A number for each sample, hole and axis. */
function places(site: PlanSite<CutoutPlan>): Drawn {
  const { body, plan, shape, sampling } = site;
  const perSample = [plan.holes, plan.axes.length];
  const samples = shape![0];
  const known = typeof samples === 'number' && !sampling ? body.int64([samples, ...perSample]) : undefined;
  const numbers = plan.holes * plan.axes.length;
  return {
    shape: known ?? concat(body, rowCount(site), body.int64(perSample)),
    rank: 3,
    first: plan.box.start[0]! * numbers,
    ...(known && { count: (samples as number) * numbers }),
    place: (_, drawn) => drawn,
  };
}

/** float32[samples, holes, side], 1 where a hole covers the coordinate along one axis. */
function insideAlong(site: PlanSite<CutoutPlan>, bits: string, a: number): string {
  const { body, plan, shape } = site;
  const axis = plan.axes[a]!;
  const size = plan.size[a]!;
  const start = plan.box.start[axis]!;
  const known = typeof shape![axis] === 'number';
  // sizes of the tensor and of its box; only a tensor that is no box may have sizes that are not known
  const side = known ? body.int64(plan.box.shape[axis]!) : body.op('Gather', [shapeOf(site), body.int64(axis)]);
  const end = known ? body.int64(start + plan.shape[axis]!) : side;
  // floor(u * side) in integers: exact, and without float64
  const products = body.op('Mul', [body.op('Gather', [bits, body.int64([a])], { axis: { i: 2 } }), side]);
  const from = body.op('Sub', [body.op('Div', [products, body.int64(2 ** 24)]), body.int64(Math.floor(size / 2))]);
  // past the start of the hole, from 0 up to its size
  const past = body.op('Sub', [body.op('Range', [body.int64(start), end, body.int64(1)]), from]);
  const inside = body.op('And', [body.op('GreaterOrEqual', [past, body.int64(0)]), body.op('Less', [past, body.int64(size)])]);
  return body.op('Cast', [inside], { to: { i: TYPE.float } });
}
