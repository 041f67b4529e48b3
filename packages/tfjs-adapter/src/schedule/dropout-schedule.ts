// Schedules of core as a callback of tfjs: sets the rates of layers before each training step or epoch, and nothing else.
import { parseSchedule, type Schedule, scheduledP } from '@dropkit/core';
import { Callback, LayersModel, layers as tf } from '@tensorflow/tfjs-layers';
import { checkOptions, rangeError, show, typeError } from '../check.js';
import { DropoutLayer } from '../layers/dropout-layer.js';
import { sitesWithin } from '../layers/sampling.js';
import { refuseSharedMasks } from '../model/check-streams.js';

/** How a schedule is counted. */
export interface DropoutScheduleOptions {
  /** What one step of the schedule is: a training step (default), or an epoch. */
  readonly per?: 'step' | 'epoch';
  /** Where it starts. Default 0; the `position` of an earlier callback resumes it. */
  readonly start?: number;
}

/** What a schedule drives: all layers of a model that have a rate, one layer, or some. */
export type DropoutScheduleTarget = LayersModel | DropoutLayer | readonly DropoutLayer[];

const OPERATION = 'dropoutSchedule';

/** A tfjs callback that sets rates by a schedule. */
export class DropoutSchedule extends Callback {
  /** The step or epoch that comes next, a count that goes on over several `fit` calls. Save it to resume. */
  position: number;

  /** @internal Use `dropoutSchedule`. */
  constructor(
    private readonly sites: readonly DropoutLayer[],
    private readonly schedule: Schedule,
    private readonly per: 'step' | 'epoch',
    start: number,
  ) {
    super();
    this.position = start;
  }

  /** Sets the rates for the next step or epoch, and returns the rate. Custom training loops call it; `fit` and `fitDataset` do so themselves. */
  next(): number {
    const rate = scheduledP(this.schedule, this.position);
    for (const site of this.sites) site.rate = rate;
    this.position++;
    return rate;
  }

  override async onBatchBegin(): Promise<void> {
    if (this.per === 'step') this.next();
  }

  override async onEpochBegin(): Promise<void> {
    if (this.per === 'epoch') this.next();
  }
}

/**
 * A callback for `fit` and `fitDataset` that drives the rates of dropout layers by a schedule of core. Masks stay nested while the rate
 * moves. When training ends the rate stays where the schedule left it, and is saved with the model.
 *
 * @param target a model: all its layers that have a `rate`, in nested models, wrappers and cells too; or one layer, or an array of them.
 * Learned rates and the `beta` of uniform noise are left alone
 * @throws what core's `parseSchedule` throws; TypeError for a target that is none; RangeError where nothing has a rate, for a schedule over
 * layers instead of steps, a bad option, or a model with two sites that would draw the same masks (see `checkStreams`)
 * @example
 * const schedule = dropoutSchedule(model, { schedule: 'ramp', p: 0.1, steps: 10_000 });
 * await model.fit(x, y, { epochs: 5, callbacks: [schedule] });
 * // or in a loop of one's own: schedule.next() before each step
 */
export function dropoutSchedule(
  target: DropoutScheduleTarget,
  schedule: Schedule,
  options: DropoutScheduleOptions = {},
): DropoutSchedule {
  checkOptions(OPERATION, options, ['per', 'start']);
  const { per = 'step', start = 0 } = options;
  if (per !== 'step' && per !== 'epoch') throw rangeError(OPERATION, 'per', '"step" or "epoch"', show(per));
  if (!Number.isSafeInteger(start) || start < 0) throw rangeError(OPERATION, 'start', 'an integer from 0', show(start));
  const parsed = parseSchedule(schedule);
  if (parsed.schedule === 'depthLinear') {
    const advice = "Give each layer its own rate when it is made, from core's layerPs.";
    throw rangeError(OPERATION, 'schedule', 'a schedule over steps', '"depthLinear", over layers', advice);
  }
  return new DropoutSchedule(sitesOf(target), parsed, per, start);
}

function sitesOf(target: DropoutScheduleTarget): readonly DropoutLayer[] {
  if (target instanceof LayersModel) {
    refuseSharedMasks(OPERATION, target);
    const sites = sitesWithin(target).filter((site): site is DropoutLayer => site instanceof DropoutLayer && site.hasRate);
    if (sites.length > 0) return sites;
    throw rangeError(OPERATION, 'target', 'a model with dropout layers of @dropkit/tfjs-adapter', `none in "${target.name}"`);
  }
  const sites = [target].flat() as readonly unknown[];
  for (const site of sites) {
    if (!(site instanceof DropoutLayer)) {
      const got = site instanceof tf.Layer ? `a ${site.getClassName()}` : show(site);
      throw typeError(OPERATION, 'target', 'a LayersModel, or dropout layers of @dropkit/tfjs-adapter', got);
    }
    if (!site.hasRate) throw rangeError(OPERATION, 'target', 'layers with a rate', `"${site.name}" without one`);
  }
  if (sites.length === 0) throw rangeError(OPERATION, 'target', 'one layer or more', 'none');
  return sites as readonly DropoutLayer[];
}
