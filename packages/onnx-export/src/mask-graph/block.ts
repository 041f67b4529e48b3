// Block plans (DropBlock): seeds are drawn on the valid grid, a max pool grows them into blocks, what is left is counted exactly.
import type { BlockPlan, Slice } from '@dropkit/core';
import { TYPE } from './body.js';
import { drawDropped } from './draw.js';
import { checkWidth, type Drawn, product } from './drawn-shape.js';
import { type Applied, droppedByInput, isStatic, number, type PlanSite, rounded, whereDropped } from './plan-site.js';

/** Appends the nodes of a block plan. What is counted is drawn: the global tensor, or the samples, also where the plan is a box of them. */
export function applyBlock(site: PlanSite<BlockPlan>): Applied {
  const { body, plan } = site;
  const counted = countedBox(plan);
  const whole = site.mask ? droppedByInput(site) : grown(site, drawDropped(site, grid(site, counted), plan.threshold));
  const scaled = body.op('Mul', [site.x, rounded(site, countOverKept(site, whole))]);
  const dropped = site.mask ? whole : boxOf(site, whole, counted);
  return { y: whereDropped(site, dropped, number(site, 0), scaled), dropped };
}

/** What is counted: its shape, and where the plan's box starts in it. */
interface CountedBox extends Slice {
  /** Global index of its first sample. */
  readonly sample: number;
}

function countedBox({ normalization, shape, box }: BlockPlan): CountedBox {
  if (normalization === 'tensor') return { ...box, sample: 0 };
  return { shape: [shape[0]!, ...box.shape.slice(1)], start: [0, ...box.start.slice(1)], sample: box.start[0]! };
}

function grid({ body, plan, shape, x }: PlanSite<BlockPlan>, counted: CountedBox): Drawn {
  const place = (_: unknown, seeds: string) => seeds;
  const lost = plan.window.map((side) => side - 1);
  const rank = lost.length;
  if (!isStatic(shape)) {
    return { shape: body.op('Sub', [body.op('Shape', [x]), body.int64(lost)]), rank, first: 0, place };
  }
  const sides = counted.shape.map((side, d) => side - lost[d]!);
  const perSample = product(sides.slice(1));
  if (plan.shape.some((side, d) => side !== counted.shape[d])) checkWidth(sides);
  return { shape: body.int64(sides), rank, first: counted.sample * perSample, count: sides[0]! * perSample, place };
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
  // at least 1: an empty batch divides too
  const samples = () => body.op('Max', [body.op('Gather', [body.op('Shape', [dropped]), body.int64(0)]), body.int64(1)]);
  const all = perSample ? body.op('Div', [size, samples()]) : size;
  const double = (value: string) => body.op('Cast', [value], { to: { i: TYPE.double } });
  return body.op('Div', [double(all), double(count)]);
}

/** The plan's box of what is counted. */
function boxOf({ body, plan }: PlanSite<BlockPlan>, whole: string, { shape, start }: CountedBox): string {
  if (plan.shape.every((side, d) => side === shape[d])) return whole;
  return body.op('Slice', [whole, body.int64(start), body.int64(start.map((at, d) => at + plan.shape[d]!))]);
}
