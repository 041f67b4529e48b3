// Schedules: rates per step and epoch in fit, fitDataset and loops of one's own, resumed where they stopped.
import '@tensorflow/tfjs-backend-cpu';
import { type Schedule, scheduledP } from '@dropkit/core';
import { ones, setBackend, type Tensor, train } from '@tensorflow/tfjs-core';
import { type LayersModel, type ModelFitArgs, sequential, layers as tf } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { type DropoutLayer, dropoutSchedule, layers } from '../src/index.js';

beforeAll(() => setBackend('cpu'));

const RAMP: Schedule = { schedule: 'ramp', p: 0.4, steps: 8 };
const rates = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => scheduledP(RAMP, from + i));

/** A model, and the rates that its first dropout layer trains with. */
function observed(): { model: LayersModel; seen: number[] } {
  const dropout = layers.dropout({ rate: 0.5, seed: 1, name: 'a', inputShape: [4] });
  const inner = sequential({ layers: [layers.dropPath({ rate: 0.5, seed: 1, name: 'b', inputShape: [4] })] });
  const weights = layers.dropConnect({ layer: tf.dense({ units: 1 }), rate: 0.5, seed: 1, name: 'c' });
  const noise = layers.uniformDropout({ beta: 0.5, seed: 1, name: 'd' });
  const model = sequential({ layers: [dropout, inner, weights, noise] });
  model.compile({ optimizer: train.sgd(0), loss: 'meanSquaredError' });
  const seen: number[] = [];
  dropout.setCallHook((_, kwargs) => {
    if (kwargs.training) seen.push(dropout.rate);
  });
  return { model, seen };
}

const fit = (model: LayersModel, epochs: number, callbacks: ModelFitArgs['callbacks']) =>
  model.fit(ones([8, 4]), ones([8, 1]), { epochs, batchSize: 4, verbose: 0, callbacks });

describe('dropoutSchedule', () => {
  it('sets the rates of all layers before each step of fit, and leaves them where it ends', async () => {
    const { model, seen } = observed();
    const schedule = dropoutSchedule(model, RAMP);
    await fit(model, 3, [schedule]);
    expect(seen).toEqual(rates(0, 6));
    expect(schedule.position).toBe(6);
    const { layers: all } = model as unknown as { layers: (DropoutLayer & LayersModel)[] };
    expect([all[0].rate, (all[1].layers[0] as DropoutLayer).rate, all[2].rate]).toEqual(Array(3).fill(scheduledP(RAMP, 5)));
    expect(all[0].getConfig().rate).toBe(scheduledP(RAMP, 5));
  });

  it('goes on in the next call, and from a position', async () => {
    const [a, b] = [observed(), observed()];
    const schedule = dropoutSchedule(a.model, RAMP);
    await fit(a.model, 2, schedule);
    await fit(a.model, 1, schedule);
    expect(a.seen).toEqual(rates(0, 6));
    await fit(b.model, 1, dropoutSchedule(b.model, RAMP, { start: 4 }));
    expect(b.seen).toEqual(rates(4, 6));
  });

  it('counts epochs if told so', async () => {
    const { model, seen } = observed();
    await fit(model, 3, dropoutSchedule(model, RAMP, { per: 'epoch' }));
    expect(seen).toEqual(rates(0, 3).flatMap((rate) => [rate, rate]));
  });

  it('works in fitDataset, validation included', async () => {
    const { model, seen } = observed();
    const batch = () => ({ xs: ones([4, 4]), ys: ones([4, 1]) });
    const dataset = {
      size: 2,
      iterator: async () => {
        let left = 2;
        return { next: async () => (left-- > 0 ? { value: batch(), done: false } : { value: null, done: true }) };
      },
    };
    const validationData = [ones([4, 4]), ones([4, 1])] as [Tensor, Tensor];
    await model.fitDataset(dataset as never, {
      epochs: 2,
      verbose: 0,
      callbacks: dropoutSchedule(model, RAMP),
      validationData,
    });
    expect(seen).toEqual(rates(0, 4));
  });

  it('is stepped by hand in loops of one own’s, for chosen layers', () => {
    const layer = layers.dropout({ rate: 0.5 });
    const schedule = dropoutSchedule(layer, RAMP);
    expect([schedule.next(), schedule.next()]).toEqual(rates(0, 2));
    expect(layer.rate).toBe(scheduledP(RAMP, 1));
    const other = layers.dropout({ rate: 0.5 });
    dropoutSchedule([other], RAMP, { start: 8 }).next();
    expect([layer.rate, other.rate]).toEqual([scheduledP(RAMP, 1), 0.4]);
  });

  it('refuses what it cannot drive', () => {
    const { model } = observed();
    const make =
      (...args: unknown[]) =>
      () =>
        (dropoutSchedule as (...args: unknown[]) => unknown)(...args);
    expect(make(model, { schedule: 'ramp', p: 2, steps: 8 })).toThrow(/"p"/);
    expect(make(model, { schedule: 'depthLinear', p: 0.5, layers: 4, convention: 'paper' })).toThrow(
      /"schedule" expected a schedule over steps/,
    );
    expect(make(model, RAMP, { per: 'batch' })).toThrow(/"per" expected "step" or "epoch", got "batch"/);
    expect(make(model, RAMP, { start: -1 })).toThrow(/"start" expected an integer from 0, got -1/);
    expect(make(model, RAMP, { begin: 1 })).toThrow(/"begin" expected no option of this name/);
    expect(make(tf.dropout({ rate: 0.5 }), RAMP)).toThrow(/"target" expected a LayersModel, or dropout layers.*got a Dropout/);
    expect(make([], RAMP)).toThrow(/"target" expected one layer or more/);
    expect(make(layers.uniformDropout({ beta: 0.5, name: 'noise' }), RAMP)).toThrow(
      /"target" expected layers with a rate, got "noise" without one/,
    );
    const plain = sequential({ name: 'plain', layers: [tf.dense({ units: 1, inputShape: [4] })] });
    expect(make(plain, RAMP)).toThrow(/"target" expected a model with dropout layers.*none in "plain"/);
  });
});
