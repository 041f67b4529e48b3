// Block plans (DropBlock): seeds are drawn on the valid grid, a max pool grows them into blocks, what is left is counted exactly.
import type { BlockPlan, Slice } from '@dropkit/core';
import { type Body, type ElementType, TYPE } from './body.js';
import { drawDropped } from './draw.js';
import { checkWidth, type Drawn, product } from './drawn-shape.js';
import {
  type Applied,
  apart,
  concat,
  droppedByInput,
  inSamples,
  isStatic,
  number,
  type PlanSite,
  rowCount,
  shapeOf,
  whereDropped,
} from './plan-site.js';

/** Appends the nodes of a block plan. What is counted is drawn: the global tensor, or the samples, also where the plan is a box of them. */
export function applyBlock(site: PlanSite<BlockPlan>): Applied {
  const [dropped, scale] = apart(site, [TYPE.bool, site.type], (inner) => {
    const counted = countedBox(inner.plan);
    const draw = () => grown(inner, drawDropped(inner, grid(inner, counted), inner.plan.threshold));
    const rows = inner.mask ? droppedByInput(inner) : draw();
    const whole = inner.sampling ? inSamples(inner.body, rows, inner.sampling) : rows;
    const box = inner.mask ? inner.body.op('Identity', [whole]) : boxOf(inner, whole, counted);
    return [box, countOverKept(inner, whole)];
  }) as [string, string];
  return { y: whereDropped(site, dropped, number(site, 0), site.body.op('Mul', [site.x, scale])), dropped };
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

function grid(site: PlanSite<BlockPlan>, counted: CountedBox): Drawn {
  const { body, plan, shape, sampling } = site;
  const place = (_: unknown, seeds: string) => seeds;
  const lost = plan.window.map((side) => side - 1);
  const rank = lost.length;
  if (!isStatic(shape) || sampling) {
    return { shape: body.op('Sub', [allRows(site), body.int64(lost)]), rank, first: 0, place };
  }
  const sides = counted.shape.map((side, d) => side - lost[d]!);
  const perSample = product(sides.slice(1));
  if (plan.shape.some((side, d) => side !== counted.shape[d])) checkWidth(sides);
  return { shape: body.int64(sides), rank, first: counted.sample * perSample, count: sides[0]! * perSample, place };
}

/** int64 vector: the tensor's shape, with all samples one behind the other along the first axis. */
function allRows(site: PlanSite<BlockPlan>): string {
  const { body, plan, sampling } = site;
  if (!sampling) return shapeOf(site);
  return concat(body, rowCount(site), body.op('Slice', [sampling.shape, body.int64([1]), body.int64([plan.shape.length])]));
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

/** Elements over kept elements, of the tensor or of each sample; any number where nothing is kept and so nothing scaled. */
function countOverKept({ body, plan, type, sampling }: PlanSite<BlockPlan>, dropped: string): string {
  const perSample = plan.normalization === 'sample';
  const rank = plan.shape.length + (sampling ? 1 : 0);
  const to = (value: string, target: ElementType) => body.op('Cast', [value], { to: { i: target } });
  const first = (perSample ? 1 : 0) + (sampling ? 1 : 0); // the axes before it are counted apart
  const axes = Array.from({ length: rank - first }, (_, i) => first + i);
  const one = body.int64(1); // at least: divisors, also of an empty batch and where nothing is kept
  const kept = to(body.op('ReduceSum', [to(body.op('Not', [dropped]), TYPE.int32), body.int64(axes)]), TYPE.int64);
  const parts = () => body.op('ReduceProd', [body.op('Shape', [dropped], { end: { i: first } })], { keepdims: { i: 0 } });
  const size = body.op('Size', [dropped]);
  const count = first > 0 ? body.op('Div', [size, body.op('Max', [parts(), one])]) : size;
  const divisor = body.op('Max', [kept, one]);
  if (type === TYPE.double) return body.op('Div', [to(count, type), to(divisor, type)]);
  return roundedQuotient(body, count, divisor);
}

/**
 * float32: the quotient of two int64 below 2^31, the first not the smaller one, rounded once. In integers: 27 bits or more of it, the last
 * of them 1 where bits behind it are not 0, become the nearest float32.
 */
function roundedQuotient(body: Body, count: string, divisor: string): string {
  const wide = body.op('Mul', [count, body.int64(2 ** 26)]);
  const rest = body.op('Min', [body.op('Mod', [wide, divisor]), body.int64(1)]);
  const bits = body.op('BitwiseOr', [body.op('Div', [wide, divisor]), rest]);
  return body.op('Mul', [body.op('Cast', [bits], { to: { i: TYPE.float } }), body.constant(TYPE.float, [2 ** -26], [])]);
}

/** The plan's box of what is counted. */
function boxOf({ body, plan }: PlanSite<BlockPlan>, whole: string, { shape, start }: CountedBox): string {
  if (plan.shape.every((side, d) => side === shape[d])) return whole;
  return body.op('Slice', [whole, body.int64(start), body.int64(start.map((at, d) => at + plan.shape[d]!))]);
}
