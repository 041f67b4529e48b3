// A dropout layer for those who have no framework: a config, a backend, a seed and a step that counts by itself.
// Keeps no mask: the context of a forward call is the plan and the address, from which backward redraws it.
import { type Address, addressWords } from './address.js';
import type { Backend } from './backend.js';
import { checkNoOthers } from './check-argument.js';
import { maskDecides } from './check-call.js';
import { checkObject, checkValue, typeError } from './errors.js';
import type { FuseOptions, fuse } from './fuse.js';
import type { Plan, PlanInput } from './plan.js';
import { streamId } from './stream-id.js';
import { lowerWhole } from './variant/lowering.js';
import { parseWith } from './variant/parse.js';
import type { DropoutConfig } from './variant/table.js';
import type { Catalog, Phase } from './variant/variant.js';

/** What `createDropout` needs besides the config. */
export interface DropoutOptions<Buffer, Mask = Uint32Array> {
  /** What runs it, such as `createCpuBackend()`. */
  readonly backend: Backend<Buffer, Mask>;
  /** Unsigned 64-bit seed: a bigint, or a number up to 2^53 - 1. */
  readonly seed: bigint | number;
  /** The site: an id, or a name that `streamId` hashes. Default 0, for one site only: two on one stream drop the same units. */
  readonly stream?: number | string;
  /** Step of the first training forward. Default 0. */
  readonly step?: number;
}

/** What backward needs to know about a forward call. Without a kept mask it is plain data. */
export interface DropoutContext<Mask = Uint32Array> {
  readonly plan: Plan;
  readonly address: Address;
  /** Only when the forward call was asked to keep it. */
  readonly mask?: Mask;
}

/** Choices of one forward call. */
export interface ForwardOptions<Buffer> {
  /** Draws at this step and leaves the automatic one alone, for those who keep state themselves. */
  readonly step?: number;
  /** Receives the result. */
  readonly out?: Buffer;
  /**
   * Keeps the packed mask (a bit per mask element) in the context, so that backward need not draw it again. Variants that draw numbers
   * (noise, concrete) have no such mask and redraw all the same.
   */
  readonly keepMask?: boolean;
  /** Second input of variants that have one: the previous state of `zoneout`. */
  readonly other?: Buffer;
  /** Added to x before it is dropped, one value for each index of the last axis: y = dropout(x + bias), in one pass. */
  readonly bias?: Buffer;
  /** Added to what dropout gives, of x's length: y = residual + dropout(x + bias), in one pass. `out` may be the residual itself. */
  readonly residual?: Buffer;
}

/** Choices of one backward call. */
export interface BackwardOptions<Buffer> {
  /** Receives the result. */
  readonly out?: Buffer;
  /** The input whose gradient is asked for: `x` (default), or one that `forward` was given beside it (`other`, `bias`, `residual`). */
  readonly input?: PlanInput;
}

/** The type of a config's `p`. */
type Strength<Config> = Config extends { readonly p: infer P } ? P : undefined;

/** Any fields of the variant but its name. */
type ConfigChanges<Config extends DropoutConfig> = Partial<
  Omit<Extract<DropoutConfig, { readonly variant: Config['variant'] }>, 'variant'>
>;

/** A dropout site with automatic steps. Starts in training mode. */
export interface Dropout<Buffer, Mask = Uint32Array, Config extends DropoutConfig = DropoutConfig> {
  readonly config: Config;
  readonly stream: number;
  readonly training: boolean;
  /** Drop probability; may be set while training goes on. At one address, what a p drops every larger p drops too. Undefined where the config has none. */
  p: Strength<Config>;
  /** The step of the next training forward. Save it and set it to resume bit-identically. */
  step: number;
  /** Changes fields of the config while training goes on, such as `beta` or `alpha`. Nothing changes when one of them is wrong. */
  configure(changes: ConfigChanges<Config>): this;
  /** Drops from now on. */
  train(): this;
  /** Does what the scaling policy says for evaluation, mostly nothing. */
  eval(): this;
  /** Applies dropout to `x` of the given shape; in training uses the current step and then advances it. */
  forward<B extends Buffer>(
    x: B,
    shape: readonly number[],
    options?: ForwardOptions<B>,
  ): { readonly y: B; readonly ctx: DropoutContext<Mask> };
  /** The gradient of the forward call that returned `ctx`: to `x`, or to another input that it was given. */
  backward<B extends Buffer>(dy: B, ctx: DropoutContext<Mask>, options?: BackwardOptions<B>): B;
}

/** Steps of a stream: what `step` is when all of them are used up. */
const STEPS = 2 ** 32;

/** A site whose config is of the variants of a catalog. */
export function dropoutSite<Buffer, Mask, Known extends DropoutConfig, Config extends Known>(
  catalog: Catalog<Known>,
  config: Config,
  options: DropoutOptions<Buffer, Mask>,
  fused: typeof fuse,
): Dropout<Buffer, Mask, Config> {
  const { backend, seed, stream: site = 0, step: first = 0, ...others } = options ?? {};
  checkNoOthers('createDropout', others);
  if (typeof backend?.forward !== 'function') {
    throw typeError('core', 'createDropout', 'backend', 'a backend such as createCpuBackend()', backend);
  }
  let current = Object.freeze(parseWith(catalog, config)) as Config;
  const stream = typeof site === 'string' ? streamId(site) : site;
  const at = (step: number): Address => ({ seed, stream, step });
  /** All used up is a state too: what a site may have saved. Its next training forward throws. */
  const check = (step: number) => addressWords(at(step === STEPS ? 0 : step));
  check(first);
  let phase: Phase = 'train';
  let step = first;
  let latest: Plan | undefined;
  /** Lowers anew only when something changes: lowering costs more than a small tensor does. */
  const planOf = (shape: readonly number[], given: FuseOptions) => {
    const fits = latest && Array.isArray(shape) && sameShape(latest.shape, shape);
    if (!latest || !fits) latest = freeze(lowerWhole(catalog, current, shape, phase));
    return Object.freeze(fused(latest, given));
  };
  const configure = (changes: object) => {
    checkObject('core', 'dropout.configure', 'changes', 'an object of config fields', changes);
    if ('variant' in changes) {
      throw typeError('core', 'dropout.configure', 'variant', 'no change of it; create another dropout', changes.variant);
    }
    current = Object.freeze(parseWith(catalog, { ...current, ...changes })) as Config;
    latest = undefined;
  };
  const enter = (next: Phase) => {
    if (next !== phase) latest = undefined;
    phase = next;
  };
  return {
    stream,
    get config() {
      return current;
    },
    get training() {
      return phase === 'train';
    },
    get p() {
      return (current as { p?: number }).p as Strength<Config>;
    },
    set p(p) {
      configure({ p });
    },
    configure(changes) {
      configure(changes);
      return this;
    },
    get step() {
      return step;
    },
    set step(next) {
      checkValue(typeof next === 'number', true, 'core', 'dropout', 'step', 'an integer from 0 to 2^32', next);
      check(next);
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
    forward(x, shape, options = {}) {
      checkObject('core', 'dropout.forward', 'options', 'an object of options', options);
      const { step: chosen, out, keepMask, other, bias, residual, ...others } = options;
      checkNoOthers('dropout.forward', others);
      const automatic = phase === 'train' && chosen === undefined;
      const address = at(automatic ? step : chosen === undefined ? 0 : chosen);
      const plan = planOf(shape, { bias: bias !== undefined, residual: residual !== undefined });
      const mask = keepMask && maskDecides(plan) ? backend.mask(plan, address) : undefined;
      const y = backend.forward(plan, mask ?? address, x, out, { other, bias, residual });
      if (automatic) step++; // only after success: a throw consumes nothing
      return { y, ctx: mask === undefined ? { plan, address } : { plan, address, mask } };
    },
    backward(dy, ctx, options = {}) {
      checkObject('core', 'dropout.backward', 'options', 'an object of options', options);
      const { out, input, ...others } = options;
      checkNoOthers('dropout.backward', others);
      if (!ctx?.plan) throw typeError('core', 'dropout.backward', 'ctx', 'the context that forward returned', ctx);
      const { plan, address, mask = address } = ctx;
      return backend.backward(plan, mask, dy, out, input);
    },
  };
}

/** All of a plan: it is used again, and contexts carry it. */
function freeze<T extends object>(plan: T): T {
  for (const part of Object.values(plan)) if (typeof part === 'object') freeze(part);
  return Object.freeze(plan);
}

function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((dim, d) => dim === b[d]);
}
