// One dropout site: what the nodes of its plan have at hand, whatever the kind.
import { errorText, type MaskIndexMap, maskDecides, type Plan, UnsupportedError } from '@dropkit/core';
import { type Body, type ElementType, TYPE } from './body.js';
import { drawDropped, type Site } from './draw.js';
import { axisStrides, type Drawn, drawnAtRunTime, drawnByMap, drawnForSamples } from './drawn-shape.js';
import { oneTurn } from './local-function.js';
import type { SymbolicPlan } from './symbolic-plan.js';

/** A kept mask that is an input of the graph: packed words (uint32) or booleans in mask shape. */
export interface MaskInput {
  readonly name: string;
  readonly form: 'packed' | 'bool';
}

/** Several samples at once: the step of the graph is a vector, and each step has a mask of its own for the shape of one sample. */
export interface Sampling {
  /** int64[1], the number of samples T: that of the steps. */
  readonly count: string;
  /** int64 vector, the shape of one sample, [N, ...]. */
  readonly shape: string;
}

/** A site and what it works on. */
export interface PlanSite<P extends Plan = Plan> extends Site {
  readonly plan: P;
  readonly shape: SymbolicPlan['shape'];
  /** The tensor, of type `type`. */
  readonly x: string;
  /** What the values are computed in. */
  readonly type: typeof TYPE.float | typeof TYPE.double;
  /** Second input, where the plan takes one. */
  readonly other?: string | undefined;
  readonly mask?: MaskInput | undefined;
  /** Present: masks are [T, mask shape], and `x` is [T, N, ...], or [N, ...] where all samples have the same. */
  readonly sampling?: Sampling | undefined;
}

/** The values of a site. */
export interface Applied {
  readonly y: string;
  /** bool in mask shape; undefined where nothing is dropped or everything. */
  readonly dropped?: string;
}

/** A scalar constant in the type of the values: rounded once. */
export function number({ body, type }: PlanSite, value: number): string {
  return body.constant(type, [value], []);
}

/** Whether all sizes of the tensor are known. */
export function isStatic(shape: SymbolicPlan['shape']): shape is readonly number[] {
  return shape?.every((size) => typeof size === 'number') ?? false;
}

/** int64 vector: the shape of the tensor, of one sample where there are several. */
export function shapeOf({ body, x, sampling }: PlanSite): string {
  return sampling?.shape ?? body.op('Shape', [x]);
}

/** int64[1]: the size of the first axis; where there are several samples, that of all of them one behind the other. */
export function rowCount({ body, x, sampling }: Pick<PlanSite, 'body' | 'x' | 'sampling'>): string {
  const [start, end] = [{ i: 0 }, { i: 1 }];
  if (!sampling) return body.op('Shape', [x], { start, end });
  return body.op('Mul', [sampling.count, body.op('Gather', [sampling.shape, body.int64([0])])]);
}

/** [T * N, ...] as [T, N, ...]. */
export function inSamples(body: Body, value: string, { count, shape }: Sampling): string {
  const rows = body.op('Gather', [shape, body.int64([0])]);
  const sizes = concat(body, count, rows, body.op('Shape', [value], { start: { i: 1 } }));
  return body.op('Reshape', [value, sizes], { allowzero: { i: 1 } });
}

/** What a map of the site's plan draws. */
export function drawnFor({ body, shape, plan, x, sampling }: PlanSite, map: MaskIndexMap): Drawn {
  if (isStatic(shape) && !sampling) return drawnByMap(body, shape, map);
  const shared = axisStrides(plan.shape, map).map((stride) => stride === 0);
  return sampling ? drawnForSamples(body, sampling, shape, shared) : drawnAtRunTime(body, x, shape, shared);
}

/** bool in mask shape: what is dropped, drawn or from the mask that is an input. */
export function droppedBy(site: PlanSite, threshold: number): string {
  return site.mask ? droppedByInput(site) : drawDropped(site, drawnFor(site, site.plan.map), threshold);
}

/** What is dropped, from the mask that is an input. */
export function droppedByInput({ graph, body, shape, plan, x, mask }: PlanSite): string {
  const { name, form } = mask!;
  if (!maskDecides(plan)) throw undecided(graph, plan);
  if (form === 'bool') return body.op('Not', [name]);
  const axes = isStatic(shape) ? plan.maskShape : undefined;
  const dims = axes
    ? body.int64(axes)
    : drawnAtRunTime(
        body,
        x,
        shape,
        plan.maskShape.map((size) => size === 1),
      ).shape;
  return graph.call(body, 'Unpacked', { bytes: graph.byteTable, words: name, shape: dims });
}

/** y = dropped ? constant : kept. In this order of arguments ORT's Where keeps a kept -0. */
export function whereDropped({ body }: PlanSite, dropped: string, constant: string, kept: string): string {
  return body.op('Where', [dropped, constant, kept]);
}

/** x * factor, or x itself where the factor is 1. */
export function times(site: PlanSite, factor: number): string {
  return factor === 1 ? site.x : site.body.op('Mul', [site.x, number(site, factor)]);
}

/** A float64 value in the type of the values: rounded once. */
export function rounded({ body, type }: PlanSite, value: string): string {
  return type === TYPE.double ? value : body.op('Cast', [value], { to: { i: type } });
}

/** Values computed apart from the nodes of the graph, in a loop of one turn. */
export function apart<S extends PlanSite>(
  site: S,
  types: readonly ElementType[],
  fill: (inner: S) => readonly string[],
): string[] {
  const body = site.body.inner();
  const results = types.map((type) => ({ type }));
  return oneTurn(site.body, body, results, () => fill({ ...site, body }));
}

/** int64 vectors and others, one behind the other. */
export function concat(body: Body, ...vectors: string[]): string {
  return body.op('Concat', vectors, { axis: { i: 0 } });
}

function undecided({ operation }: PlanSite['graph'], { kind }: Plan): UnsupportedError {
  const advice = 'Draw in the graph (mode rng) instead.';
  return new UnsupportedError(errorText('onnx-export', operation, 'mode', `a plan that a mask decides`, kind, advice));
}
