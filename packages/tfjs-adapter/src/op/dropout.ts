// dropout(x, config, address): every variant of core as one tfjs op with gradients. SPEC sections 4 to 9.
import {
  type Address,
  addressWords,
  type DropoutConfig,
  lower,
  operandsOf,
  type Phase,
  type Plan,
  type Slice,
} from '@dropkit/core';
import { Tensor, util } from '@tensorflow/tfjs-core';
import { checkOptions, rangeError, show, typeError } from '../check.js';
import { type HostBackend, sharedCpuBackend } from '../cpu-backend.js';
import { applyPlan } from './apply-plan.js';

/** What `dropout` takes besides config and address. */
export interface DropoutOpOptions {
  /** `train` (default) drops; `eval` does what the scaling policy says, mostly nothing. */
  readonly phase?: Phase;
  /** Where `x` lies in a larger tensor, so that parts of a batch draw their part of one mask. */
  readonly slice?: Slice;
  /** Second input of variants that have one, of x's shape and type: the previous state of `zoneout`. */
  readonly other?: Tensor;
  /** What draws. Default: one CPU backend shared by this package, made at first use. */
  readonly backend?: HostBackend;
}

/**
 * Applies dropout to a tensor. Works inside `tf.tidy` and is differentiable at every order; the mask of a derivative is
 * redrawn from the address, nothing is stored.
 *
 * @param x a float32 tensor of any shape, on any tfjs backend; on GPU backends it is not read back
 * @param config what core's `parseConfig` takes, such as `{ variant: 'dropout', p: 0.5 }`
 * @param address where the mask lives: equal addresses give equal masks on every backend
 * @returns a new tensor of x's shape; where dropout is the identity, a clone that shares x's data
 * @throws TypeError or RangeError for a bad tensor, config, address, option or shape, before anything is drawn
 * @example
 * const y = dropout(x, { variant: 'dropout', p: 0.5 }, { seed: 42, stream: streamId('hidden'), step: 0 });
 * const dx = tf.grad((t) => tf.sum(tf.square(dropout(t, config, address))))(x);
 */
export function dropout<T extends Tensor>(x: T, config: DropoutConfig, address: Address, options: DropoutOpOptions = {}): T {
  checkOptions('dropout', options, ['phase', 'slice', 'backend', 'other']);
  checkTensor('x', x);
  const { stream, step } = addressWords(address);
  const backend = options.backend ?? sharedCpuBackend();
  if (typeof backend.forward !== 'function') throw typeError('dropout', 'backend', 'a CPU backend', show(backend));
  const plan = lower(config, x.shape, options.phase ?? 'train', options.slice);
  const other = options.other as T | undefined;
  checkOther(x, plan, other);
  // a copy of what it says now, since the gradient is taken later and callers count steps in their own object
  return applyPlan(x, plan, { seed: address.seed, stream, step }, backend, other);
}

function checkOther(x: Tensor, plan: Plan, other: Tensor | undefined): void {
  if (!('other' in operandsOf(plan))) {
    if (other !== undefined) throw typeError('dropout', 'other', 'nothing: this variant has one input', show(other));
    return;
  }
  checkTensor('other', other);
  if (!util.arraysEqual(other!.shape, x.shape))
    throw rangeError('dropout', 'other', `shape ${show(x.shape)}`, show(other!.shape));
}

function checkTensor(field: string, x: unknown): void {
  const expected = 'a float32 tf.Tensor';
  if (!(x instanceof Tensor)) throw typeError('dropout', field, expected, show(x));
  if (x.dtype !== 'float32')
    throw typeError('dropout', field, expected, `a tensor of dtype ${x.dtype}`, `Use ${field}.cast('float32').`);
  if (x.isDisposed) throw typeError('dropout', field, expected, 'a disposed tensor');
}
