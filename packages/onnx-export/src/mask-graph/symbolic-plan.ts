// Lowering for tensors some of whose sizes are known only at run time. Core lowers for sizes 2 and 3 in their place: what the two plans say
// alike holds for all sizes, and a variant whose numbers come out different needs the size itself.
import { type DropoutConfig, lower, type Phase, type Plan, type Slice } from '@dropkit/core';
import { rangeError } from '../errors.js';
import type { Dimension } from '../model/value-info.js';

/** A plan in which unknown sizes are stand-ins. */
export interface SymbolicPlan {
  readonly plan: Plan;
  /** Sizes as far as they are known; null when not even the rank is. Then all axes are alike: drawn, or shared. */
  readonly shape: readonly Dimension[] | null;
}

const STAND_INS = [2, 3] as const;
const RANKS = [3, 4] as const;

/**
 * The plan of a config for a tensor whose shape may be unknown in part.
 *
 * @param operation what errors call it
 * @throws what core's `lower` throws
 * @throws RangeError when the variant's numbers depend on a size that is not known
 */
export function symbolicPlan(
  config: DropoutConfig,
  shape: readonly Dimension[] | null,
  phase: Phase,
  slice?: Slice,
  operation = 'exportVariant',
): SymbolicPlan {
  if (shape === null) return unranked(operation, config, phase);
  const known = withRows(config, shape);
  if (known.every((size) => typeof size === 'number')) return { plan: lower(config, known, phase, slice), shape: known };
  if (slice) throw needed(operation, config, 'a shape with all sizes beside a slice', known);
  const [plan, other] = STAND_INS.map((size) =>
    lower(
      config,
      known.map((dim) => (typeof dim === 'number' ? dim : size)),
      phase,
    ),
  );
  if (sizeless(plan!) === sizeless(other!)) return { plan: plan!, shape: known };
  throw needed(operation, config, 'sizes that this variant computes with', known);
}

/** A config with a probability for each row says how many rows there are. */
function withRows(config: DropoutConfig, shape: readonly Dimension[]): readonly Dimension[] {
  if (config.variant !== 'perSample' || shape.length === 0 || typeof shape[0] === 'number') return shape;
  return [config.probabilities.length, ...shape.slice(1)];
}

function unranked(operation: string, config: DropoutConfig, phase: Phase): SymbolicPlan {
  const plans = RANKS.map((rank) => lower(config, new Array<number>(rank).fill(2), phase));
  const shared = plans.flatMap(({ maskShape }) => maskShape.map((size) => size === 1));
  const alike = shared.every((is) => is === shared[0]) && sizeless(plans[0]!) === sizeless(plans[1]!);
  if (alike && !NEEDS_AXES.has(plans[0]!.kind)) return { plan: plans[0]!, shape: null };
  throw needed(operation, config, 'a known number of axes', null);
}

const NEEDS_AXES: ReadonlySet<Plan['kind']> = new Set(['rows', 'block', 'cutout']);

/** What a plan says beside sizes and places. */
function sizeless(plan: Plan): string {
  const { shape, maskShape, map, ...rest } = plan;
  const { box, noiseMap, backward, ...numbers } = rest as Record<string, unknown>;
  return JSON.stringify(numbers);
}

function needed(operation: string, { variant }: DropoutConfig, expected: string, shape: readonly Dimension[] | null): RangeError {
  const actual = shape === null ? 'a tensor of unknown rank' : `[${shape.map((size) => size ?? '?').join(', ')}]`;
  const advice = 'Give the shape as numbers, or infer shapes first.';
  return rangeError(operation, `shape (${variant})`, expected, actual, advice);
}
