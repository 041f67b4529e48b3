// A dropout site in a graph: from a config and a value to the nodes that drop, in any graph. What a stand-alone export and an insertion into
// a user's model have in common.
import {
  DROP_ALL,
  type DropoutConfig,
  errorText,
  maskDecides,
  operandsOf,
  type Phase,
  type Plan,
  type Slice,
  UnsupportedError,
} from '@dropkit/core';
import { typeError } from '../errors.js';
import type { Node } from '../model/node.js';
import type { Dimension } from '../model/value-info.js';
import { applyPlan } from './apply-plan.js';
import { type Body, type ElementType, TYPE } from './body.js';
import type { MaskGraph } from './mask-graph.js';
import { type Applied, drawnFor, type MaskInput, type PlanSite, type Sampling } from './plan-site.js';
import { symbolicPlan } from './symbolic-plan.js';

/** Element types that a site can be applied to. */
export type SiteType = typeof TYPE.float | typeof TYPE.double | typeof TYPE.float16;

/** Where a site is, and how its mask comes to be. */
export interface SiteOptions {
  /** Name of the value that is dropped. */
  readonly input: string;
  /** Its shape: numbers, names of sizes that are known only at run time or null, or null for the whole. */
  readonly shape: readonly Dimension[] | null;
  /** Its element type. Default float32. */
  readonly type?: SiteType;
  /** Name of the second input, for variants that have one (zoneout). */
  readonly other?: string;
  /** The site's stream, 0 to 2^32 - 1. Default 0. */
  readonly stream?: number;
  /** A kept mask that is an input of the graph; absent: drawn in the graph. */
  readonly mask?: MaskInput;
  /** Name of the result. Default: a new one. */
  readonly output?: string;
  /** Gives a value with what is kept, bool in mask shape, this name too. */
  readonly kept?: string;
  /** Default `train`: dropout is on. */
  readonly phase?: Phase;
  /** Where the tensor lies in a larger one. */
  readonly slice?: Slice;
  /** Several samples at once, see there; `shape` is that of one. */
  readonly sampling?: Sampling;
}

/** What a site adds to a graph. */
export interface MaskedSite {
  /** Nodes in order; they go behind what defines the input and before all that use the output. */
  readonly nodes: readonly Node[];
  readonly output: string;
  /** Whether the nodes use the mask that is an input. */
  readonly usesMask: boolean;
  /** The plan that was lowered; unknown sizes in it are stand-ins. */
  readonly plan: Plan;
  /** Mask shape as far as it is known; null for that of a tensor whose rank is unknown. */
  readonly maskShape: readonly Dimension[] | null;
}

/**
 * The nodes of a dropout site. Masks are those of core for the shape that the tensor has at run time, bit by bit.
 *
 * @param graph takes up functions and constants; shared by all sites of a graph
 * @throws TypeError when a second input is missing or not taken
 * @throws RangeError when the config does not fit the shape, or computes with a size that is not known
 * @throws UnsupportedError when a mask is given that does not decide the variant (noise, concrete), or a slice that cannot be drawn
 * @example const { nodes, output } = maskedSite(graph, { variant: 'dropout', p: 0.1 }, { input: 'x', shape: ['N', 128], stream: 3 });
 */
export function maskedSite(graph: MaskGraph, config: DropoutConfig, options: SiteOptions): MaskedSite {
  const { phase = 'train', type = TYPE.float, output, kept, slice } = options;
  const { plan, shape } = symbolicPlan(config, options.shape, phase, slice, graph.operation);
  checkOperands(graph, plan, options);
  checkMask(graph, plan, options);
  const body = graph.site();
  const work = type === TYPE.float16 ? TYPE.float : type;
  const cast = (value: string, to: ElementType) => (work === type ? value : body.op('Cast', [value], { to: { i: to } }));
  const site: PlanSite = {
    graph,
    body,
    plan,
    shape,
    type: work,
    x: cast(options.input, work),
    other: options.other === undefined ? undefined : cast(options.other, work),
    // only what is used becomes an initializer: runtimes warn of others
    stream: isDrawn(plan) && !options.mask ? body.uint64(BigInt(options.stream ?? 0)) : '',
    mask: isDrawn(plan) ? options.mask : undefined,
    sampling: options.sampling,
  };
  const applied = plan.maskShape.includes(0) ? { y: site.x } : applyPlan(site);
  const y = cast(applied.y, type);
  if (kept !== undefined) keptMask(site, applied, kept);
  const maskShape = shape?.map((size, axis) => (plan.maskShape[axis] === 1 ? 1 : size)) ?? null;
  return { nodes: body.nodes, output: named(body, y, output), usesMask: site.mask !== undefined, plan, maskShape };
}

/** Whether a mask, or noise, has anything to say. */
export function isDrawn(plan: Plan): boolean {
  if (plan.maskShape.includes(0)) return false;
  if (plan.kind === 'rows') return plan.thresholds.some((threshold) => threshold > 0);
  if (plan.kind === 'choose') return plan.threshold > 0 && plan.threshold < DROP_ALL;
  return plan.kind === 'select' || plan.kind === 'block' || plan.kind === 'cutout' || !maskDecides(plan);
}

function checkMask({ operation }: MaskGraph, plan: Plan, { mask }: SiteOptions): void {
  if (!mask || !isDrawn(plan) || maskDecides(plan)) return;
  const advice = 'Draw in the graph instead.';
  throw new UnsupportedError(errorText('onnx-export', operation, 'mask', 'a plan that a mask decides', plan.kind, advice));
}

function checkOperands({ operation }: MaskGraph, plan: Plan, { other }: SiteOptions): void {
  const isTaken = 'other' in operandsOf(plan);
  if (isTaken === (other !== undefined)) return;
  const expected = isTaken ? 'a second input' : 'no second input';
  throw typeError(operation, 'other', `${expected}: the plan is of kind ${plan.kind}`, other);
}

/** Appends what gives the kept mask its name. */
function keptMask(site: PlanSite, { dropped }: Applied, name: string): void {
  const { body, plan } = site;
  if (dropped !== undefined) {
    body.append('Not', [dropped], [name]);
    return;
  }
  const drawn = drawnFor(site, plan.map);
  const isKept = plan.kind !== 'zero' && !(plan.kind === 'choose' && plan.threshold === DROP_ALL);
  const all = body.op('Expand', [body.constant(TYPE.bool, [Number(isKept)]), drawn.shape]);
  body.append('Identity', [drawn.place(body, all)], [name]);
}

/** Gives the result its name: the node that makes it has it as output, or an Identity where it is an input. */
function named(body: Body, value: string, name: string | undefined): string {
  if (name === undefined) return value;
  const node = body.nodes.find(({ outputs }) => outputs.includes(value));
  const isUsed = body.nodes.some(({ inputs }) => inputs.includes(value));
  if (node && !isUsed) node.outputs = node.outputs.map((output) => (output === value ? name : output));
  else body.append('Identity', [value], [name]);
  return name;
}
