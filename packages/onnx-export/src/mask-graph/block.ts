// Block plans (DropBlock): seeds are drawn on the valid grid, a max pool grows them into blocks, what is left is counted exactly.
import type { BlockPlan } from '@dropkit/core';
import { TYPE } from './body.js';
import { drawDropped } from './draw.js';
import type { Drawn } from './drawn-shape.js';
import { type Applied, droppedByInput, isStatic, number, type PlanSite, rounded, whereDropped } from './plan-site.js';

/** Appends the nodes of a block plan. Drawing and counting cover the global tensor, also when the plan is a box of it. */
export function applyBlock(site: PlanSite<BlockPlan>): Applied {
  const { body } = site;
  const whole = site.mask ? droppedByInput(site) : grown(site, drawDropped(site, grid(site), site.plan.threshold));
  const scale = rounded(site, countOverKept(site, whole));
  const dropped = site.mask ? whole : boxOf(site, whole, site.plan.shape.length);
  const scaled = body.op('Mul', [site.x, site.plan.normalization === 'sample' && !site.mask ? boxOf(site, scale, 1) : scale]);
  return { y: whereDropped(site, dropped, number(site, 0), scaled), dropped };
}

function grid({ body, plan, shape, x }: PlanSite<BlockPlan>): Drawn {
  const place = (_: unknown, seeds: string) => seeds;
  const lost = plan.window.map((side) => side - 1);
  const known = isStatic(shape) ? body.int64(plan.box.shape.map((side, d) => side - lost[d]!)) : undefined;
  return { shape: known ?? body.op('Sub', [body.op('Shape', [x]), body.int64(lost)]), rank: lost.length, first: 0, place };
}

/** A dropped seed s drops s .. s + window - 1: the maximum over c - window + 1 .. c at each c. */
function grown({ body, plan: { window } }: PlanSite<BlockPlan>, seeds: string): string {
  if (window.every((side) => side === 1)) return seeds;
  const rank = window.length;
  const channelsLast = window[1]! > 1; // MaxPool wants the axes without a window in front
  const sides = window.slice(channelsLast ? 1 : 2, channelsLast ? -1 : undefined);
  const spatial = Array.from({ length: rank - 2 }, (_, a) => a);
  const turned = (value: string, perm: number[]) =>
    channelsLast ? body.op('Transpose', [value], { perm: { ints: perm } }) : value;
  const floats = body.op('Cast', [seeds], { to: { i: TYPE.float } });
  const front = turned(floats, [0, rank - 1, ...spatial.map((a) => a + 1)]);
  const lost = sides.map((side) => side - 1);
  const pooled = body.op('MaxPool', [front], { kernel_shape: { ints: sides }, pads: { ints: [...lost, ...lost] } });
  return body.op('Cast', [turned(pooled, [0, ...spatial.map((a) => a + 2), 1])], { to: { i: TYPE.bool } });
}

/** float64: elements over kept elements, of the tensor or of each sample. Infinite where nothing is kept and nothing is scaled. */
function countOverKept({ body, plan }: PlanSite<BlockPlan>, dropped: string): string {
  const perSample = plan.normalization === 'sample';
  const kept = body.op('Cast', [body.op('Not', [dropped])], { to: { i: TYPE.int32 } });
  const axes = plan.shape.map((_, axis) => axis).slice(perSample ? 1 : 0);
  const count = body.op('ReduceSum', [kept, body.int64(axes)]);
  const size = body.op('Size', [dropped]);
  const all = perSample ? body.op('Div', [size, body.op('Gather', [body.op('Shape', [dropped]), body.int64(0)])]) : size;
  const double = (value: string) => body.op('Cast', [value], { to: { i: TYPE.double } });
  return body.op('Div', [double(all), double(count)]);
}

/** The plan's box along the first `axes` axes of something that covers the global tensor. */
function boxOf({ body, plan }: PlanSite<BlockPlan>, whole: string, axes: number): string {
  const { start, shape } = plan.box;
  const isWhole = plan.shape.every((side, d) => side === shape[d]);
  if (isWhole) return whole;
  const end = start.map((at, d) => at + plan.shape[d]!);
  return body.op('Slice', [whole, body.int64(start.slice(0, axes)), body.int64(end.slice(0, axes))]);
}
