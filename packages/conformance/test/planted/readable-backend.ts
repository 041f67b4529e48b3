// A small, correct backend in plain TypeScript, made of named parts (parts.ts), so that a bug can be planted by replacing one of them.
// It shares no code with core's reference below the checks of arguments: its own Philox, its own drawing, its own applying.
import {
  type Address,
  type Backend,
  type BlockPlan,
  type Call,
  type ColumnSumsPlan,
  columnCount,
  DisposedError,
  type FloatArray,
  type FusedPlan,
  indexAt,
  type Operands,
  outputCount,
  type Plan,
  type PlanInput,
} from '@dropkit/core';
import { CAPABILITIES, HEALTHY, type Parts, type Round, roundingOf } from './parts.js';
import { blockFactors, drawMask } from './readable-masks.js';
import { type Random, randomOf } from './readable-random.js';

export { HEALTHY, type Parts } from './parts.js';

const FORWARD: Call = { pkg: 'readable', operation: 'forward', field: 'x' };
const BACKWARD: Call = { pkg: 'readable', operation: 'backward', field: 'dy' };

/** What the elements of an output are made of. */
interface Inputs {
  readonly x: FloatArray;
  readonly operands: Operands<FloatArray>;
  readonly random: Random;
  readonly mask: Uint32Array;
  /** Kept bits of the part of a block plan that is counted. */
  readonly keptOf: (part: BlockPlan) => number;
}

/** A backend of healthy parts but for those that are replaced. */
export function createReadableBackend(changes: Partial<Parts> = {}): Backend<FloatArray> {
  const parts = { ...HEALTHY, ...changes };
  let disposed = false;
  let lastAddress: Address = { seed: 0 };

  function alive(operation: string): void {
    if (disposed) throw new DisposedError(`[readable] ${operation}: disposed`);
  }

  function apply<B extends FloatArray>(
    call: Call,
    plan: Plan,
    source: Address | Uint32Array,
    x: B,
    out?: B,
    operands?: Operands<B>,
    of?: PlanInput,
  ): B {
    alive(call.operation);
    parts.beforeChecks(x, out);
    parts.checkCall(call, plan, source, x, out, of);
    if (call === FORWARD) parts.checkOperands(call, plan, x, out, operands);
    if (!(source instanceof Uint32Array)) lastAddress = source;
    if (plan.kind === 'identity' && !out) return parts.identity(x) as B;
    const applied = call === BACKWARD ? parts.gradient(plan, of) : plan;
    const y = parts.destination(x, out, outputCount(applied));
    const random = randomOf(parts, lastAddress);
    const given = parts.keptMask(source);
    const mask = given ?? drawMask(parts, applied, random);
    const keptOf = (part: BlockPlan) =>
      bitCount(given ? bitsOfPart(given, plan as BlockPlan, part) : drawMask(parts, part, random));
    const inputs = { x: parts.memory(x), operands: inMemory(parts, { other: x, ...operands }), random, mask, keptOf };
    applyPlan(parts, applied, inputs, parts.memory(y));
    return y as B;
  }

  return {
    name: 'readable',
    capabilities: CAPABILITIES,
    forward: (plan, source, x, out, operands) => apply(FORWARD, plan, source, x, out, operands),
    backward: (plan, source, dy, out, input) => apply(BACKWARD, plan, source, dy, out, undefined, input),
    mask: (plan, address) => {
      alive('mask');
      parts.checkPlan(plan);
      const words = drawMask(parts, plan, randomOf(parts, address));
      lastAddress = address;
      return words;
    },
    dispose: () => {
      disposed = true;
    },
  };
}

function applyPlan(parts: Parts, plan: Plan, inputs: Inputs, y: FloatArray): void {
  const output = outputOf(parts, plan, inputs);
  for (let e = 0; e < y.length; e++) y[e] = output(e);
}

function outputOf(parts: Parts, plan: Plan, inputs: Inputs): (e: number) => number {
  const { x, operands, mask } = inputs;
  const round = roundingOf(x);
  const bitOf = parts.bitOf(plan.map);
  const kept = (e: number) => bitAt(mask, bitOf(e)) === 1;
  switch (plan.kind) {
    case 'identity':
      return (e) => x[e];
    case 'zero':
      return () => 0;
    case 'scale':
      return (e) => round(x[e] * round(parts.factor(plan)));
    case 'select':
      return (e) => (parts.passes(plan, kept(e)) ? parts.kept(plan, x[e], round) : parts.dropped(plan, x[e], round));
    case 'cutout':
      return (e) => (kept(e) ? x[e] : 0);
    case 'rows':
      return scaled(plan.scales, inputs, kept, round);
    case 'block':
      return scaled(blockFactors(parts, plan, inputs.keptOf), inputs, kept, round);
    case 'choose':
      return (e) => parts.choose(kept(e), x[e], operands.other![e]);
    case 'mix':
      return (e) => parts.mix(plan, x[e], operands.other![e], round);
    case 'fused':
      return fused(parts, plan, inputs, kept, round);
    case 'columnSums':
      return columnSums(parts, plan, inputs, kept, round);
    default:
      return multiplied(parts, plan, inputs, kept, round);
  }
}

/** A factor for each equal part of the first axis; dropped elements are 0. */
function scaled(factors: readonly number[], { x }: Inputs, kept: (e: number) => boolean, round: Round): (e: number) => number {
  const each = x.length / factors.length;
  return (e) => (kept(e) ? round(x[e] * round(factors[Math.floor(e / each)])) : 0);
}

function fused(
  parts: Parts,
  plan: FusedPlan,
  { x, operands: { bias, residual } }: Inputs,
  kept: (e: number) => boolean,
  round: Round,
): (e: number) => number {
  const columns = columnCount(plan);
  const element = (e: number) => ({
    kept: kept(e),
    x: x[e],
    bias: bias?.[parts.biasIndex(e, columns, x.length / columns)] ?? 0,
    residual: residual?.[e] ?? 0,
  });
  return (e) => parts.fused(plan, element(e), round);
}

function columnSums(
  parts: Parts,
  plan: ColumnSumsPlan,
  { x }: Inputs,
  kept: (e: number) => boolean,
  round: Round,
): (column: number) => number {
  const columns = columnCount(plan);
  const value = (e: number) => (kept(e) ? round(x[e] * round(plan.scale)) : 0);
  return (column) =>
    parts.columnSum(
      Array.from({ length: x.length / columns }, (_, row) => value(row * columns + column)),
      round,
    );
}

function inMemory(parts: Parts, { other, bias, residual }: Operands<FloatArray> = {}): Operands<FloatArray> {
  const seen = (array: FloatArray | undefined) => array && parts.memory(array);
  return { other: seen(other), bias: seen(bias), residual: seen(residual) };
}

function multiplied(
  parts: Parts,
  plan: Extract<Plan, { kind: 'noise' | 'concrete' }>,
  { x, random }: Inputs,
  kept: (e: number) => boolean,
  round: Round,
): (e: number) => number {
  const times = (e: number, factor: number) => round(x[e] * round(factor));
  if (plan.kind === 'concrete') {
    return (e) => {
      const u = random.uniform(indexAt(plan.map, e)) + 2 ** -25;
      const a = (plan.logit + Math.log(u / (1 - u))) / plan.temperature;
      return times(e, parts.relaxed(plan, 1 / (1 + Math.exp(-a)), 1 / (1 + Math.exp(a))));
    };
  }
  const number = (index: number) =>
    plan.distribution === 'normal' ? random.normal(index) : parts.centred(random.uniform(index));
  return (e) => {
    if (plan.threshold !== undefined && !parts.shakes(kept(e))) return x[e];
    return times(e, plan.offset + parts.amplitude(plan) * number(indexAt(plan.noiseMap, e)));
  };
}

/** The bits of one counted part within a kept mask that covers it. */
function bitsOfPart(mask: Uint32Array, plan: BlockPlan, part: BlockPlan): Uint32Array {
  const count = part.shape.reduce((a, b) => a * b, 1);
  const sample = plan.normalization === 'sample' ? part.box.start[0] - plan.box.start[0] : 0;
  return Uint32Array.from({ length: count }, (_, n) => bitAt(mask, sample * count + n));
}

function bitCount(words: Uint32Array): number {
  let count = 0;
  for (const word of words) for (let bit = 0; bit < 32; bit++) count += (word >>> bit) & 1;
  return count;
}

function bitAt(words: Uint32Array, bit: number): number {
  return (words[bit >>> 5] >>> (bit & 31)) & 1;
}
