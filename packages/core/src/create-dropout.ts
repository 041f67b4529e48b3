// A dropout layer for those who have no framework: a config, a backend, a seed and a step that counts by itself.
// Keeps no mask: the context of a forward call is the plan and the address, from which backward redraws it.
import { type Address, addressWords } from './address.js';
import type { Backend } from './backend.js';
import { parseConfig } from './config.js';
import { typeError } from './errors.js';
import { lower, type Phase } from './lower.js';
import type { Plan } from './plan.js';
import { streamId } from './stream-id.js';
import type { DropoutConfig } from './variant/table.js';

/** What `createDropout` needs besides the config. */
export interface DropoutOptions<Buffer, Mask = Uint32Array> {
  readonly backend: Backend<Buffer, Mask>;
  readonly seed: bigint | number;
  /** The site: an id, or a name that `streamId` hashes. Give each site its own. Default 0. */
  readonly stream?: number | string;
}

/** What backward needs to know about a forward call: plain data, no mask. */
export interface DropoutContext {
  readonly plan: Plan;
  readonly address: Address;
}

/** For those who keep state themselves: `step` addresses a draw and leaves the automatic step alone. */
export interface ForwardOptions<Buffer> {
  readonly step?: number;
  readonly out?: Buffer;
}

/** A dropout site with automatic steps. Starts in training mode. */
export interface Dropout<Buffer> {
  readonly config: DropoutConfig;
  readonly stream: number;
  readonly training: boolean;
  /** The step of the next training forward. Save it and set it to resume bit-identically. */
  step: number;
  train(): this;
  eval(): this;
  /** Applies dropout to `x` of the given shape; in training uses the current step and then advances it. */
  forward<B extends Buffer>(x: B, shape: readonly number[], options?: ForwardOptions<B>): { y: B; ctx: DropoutContext };
  /** The gradient of the forward call that returned `ctx`. */
  backward<B extends Buffer>(dy: B, ctx: DropoutContext, out?: B): B;
}

/**
 * Creates a dropout site.
 *
 * @throws what `parseConfig` throws; TypeError or RangeError for a missing backend, a bad seed or stream
 * @example
 * const dropout = createDropout({ variant: 'dropout', p: 0.5 }, { backend, seed: 42, stream: 'encoder.0.mlp' });
 * const { y, ctx } = dropout.forward(x, [32, 128]);
 * const dx = dropout.backward(dy, ctx);
 */
export function createDropout<Buffer, Mask = Uint32Array>(
  config: DropoutConfig,
  options: DropoutOptions<Buffer, Mask>,
): Dropout<Buffer> {
  const parsed = parseConfig(config);
  const { backend, seed } = options;
  if (typeof backend?.forward !== 'function') {
    throw typeError('core', 'createDropout', 'backend', 'a backend such as createCpuBackend()', backend);
  }
  const stream = typeof options.stream === 'string' ? streamId(options.stream) : (options.stream ?? 0);
  addressWords({ seed, stream });
  let phase: Phase = 'train';
  let step = 0;
  let latest: Plan | undefined;
  /** Lowers anew only when shape or phase change: lowering costs more than a small tensor does. */
  const planOf = (shape: readonly number[]) => {
    const fits = latest && Array.isArray(shape) && sameShape(shape, latest.shape);
    if (!latest || !fits) latest = lower(parsed, shape, phase);
    return latest;
  };
  const enter = (next: Phase) => {
    if (next !== phase) latest = undefined;
    phase = next;
  };
  return {
    config: parsed,
    stream,
    get training() {
      return phase === 'train';
    },
    get step() {
      return step;
    },
    set step(next) {
      addressWords({ seed, stream, step: next });
      step = next;
    },
    train() {
      enter('train');
      return this;
    },
    eval() {
      enter('eval');
      return this;
    },
    forward(x, shape, { step: chosen, out } = {}) {
      const address = { seed, stream, step: chosen ?? step };
      const plan = planOf(shape);
      const y = backend.forward(plan, address, x, out);
      if (phase === 'train' && chosen === undefined) step++; // only after success: a throw consumes nothing
      return { y, ctx: { plan, address } };
    },
    backward: (dy, ctx, out) => backend.backward(ctx.plan, ctx.address, dy, out),
  };
}

function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((dim, d) => dim === b[d]);
}
