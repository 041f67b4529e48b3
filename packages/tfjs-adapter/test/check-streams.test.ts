// Two sites of one model that would draw the same masks: found wherever they stand, named by their paths, by all who ask.
import '@tensorflow/tfjs-backend-cpu';
import { memory, ones, setBackend } from '@tensorflow/tfjs-core';
import { model as functional, input, type SymbolicTensor, sequential, layers as tf } from '@tensorflow/tfjs-layers';
import { beforeAll, expect, it } from 'vitest';
import { checkStreams, convertDropout, dropoutSchedule, isDropoutSite, layers } from '../src/index.js';

beforeAll(() => setBackend('cpu'));

const block = (name: string, seed = 1, rate = 0.5) =>
  sequential({ name, layers: [tf.dense({ units: 4, inputShape: [4] }), layers.dropout({ rate, seed, name: 'drop' })] });
const joined = (seed?: number, rate?: number) => sequential({ layers: [block('one'), block('two', seed, rate)] });
const SCHEDULE = { schedule: 'ramp', p: 0.5, steps: 10 } as const;
const SHARED = /expected a stream for each dropout layer, got stream \d+ and seed 1 for both "one\/drop" and "two\/drop"/;

it('finds nested layers of one name, at any rate, but not those with seeds or streams of their own', () => {
  expect(() => checkStreams(joined())).toThrow(SHARED);
  expect(() => checkStreams(joined(1, 0))).toThrow(SHARED);
  expect(() => checkStreams(joined(2))).not.toThrow();
  const model = joined();
  Object.assign((model.layers[1] as typeof model).layers[1], { stream: 'two/drop' });
  expect(() => checkStreams(model)).not.toThrow();
  expect(() => checkStreams({} as never)).toThrow(/checkStreams: "model" expected a tf.LayersModel/);
});

it('finds them in functional models, wrappers and cells, and takes a shared layer for one', () => {
  const x = input({ shape: [3, 4] });
  const cell = layers.variationalCell({
    cell: tf.gruCell({ units: 2, recurrentInitializer: 'zeros' }),
    rate: 0.5,
    seed: 1,
    stream: 7,
    name: 'cell',
  });
  const wrapped = layers.dropConnect({ layer: tf.dense({ units: 4 }), rate: 0.5, seed: 1, name: 'weights', stream: 7 });
  const hidden = wrapped.apply(x) as SymbolicTensor;
  const y = layers.rnn({ cell: cell as never, name: 'rnn' }).apply(hidden) as SymbolicTensor;
  expect(() => checkStreams(functional({ inputs: x, outputs: y }))).toThrow(/for both "weights" and "rnn\/cell"/);
  const shared = layers.dropout({ rate: 0.5, seed: 1 });
  const twice = shared.apply(shared.apply(x) as SymbolicTensor) as SymbolicTensor;
  expect(() => checkStreams(functional({ inputs: x, outputs: twice }))).not.toThrow();
});

it('is what schedules and conversions ask, which leave nothing behind', () => {
  expect(() => dropoutSchedule(joined(), SCHEDULE)).toThrow(SHARED);
  expect(() => dropoutSchedule(joined(2), SCHEDULE)).not.toThrow();
  const plain = sequential({
    layers: [tf.dense({ units: 4, inputShape: [4], name: 'a' }), tf.dense({ units: 2, name: 'b' })],
  });
  const insert = (stream?: number) => [
    {
      after: { className: 'Dense' },
      layer: ({ name }: { name: string }) =>
        layers.dropout({ rate: 0.1, seed: 1, name: `${name}_drop`, ...(stream !== undefined && { stream }) }),
    },
  ];
  const before = memory().numTensors;
  expect(() => convertDropout(plain, { insert: insert(5) })).toThrow(
    /convertDropout: "model" expected a stream for each.*stream 5 and seed 1 for both "a_drop" and "b_drop"/,
  );
  expect(memory().numTensors).toBe(before);
  expect(() => convertDropout(plain, { insert: insert() })).not.toThrow();
});

it('seed, stream and step of a layer are checked when they are set, and errors name it', () => {
  const site = layers.dropout({ rate: 0.5, seed: 1, name: 'site' });
  const set = (field: 'seed' | 'stream' | 'step', value: unknown) => () => Object.assign(site, { [field]: value });
  expect(set('seed', 'abc')).toThrow(/DropkitDropout "site": "seed" expected an unsigned 64-bit integer.*got "abc"/);
  expect(set('seed', -1)).toThrow(/"site": "seed" expected/);
  expect(set('seed', 2n ** 64n)).toThrow(RangeError);
  expect(set('seed', 1.5)).toThrow(RangeError);
  expect(set('stream', -1)).toThrow(/"site": "stream" expected an integer from 0 to 2\^32 - 1, or a name, got -1/);
  expect(set('stream', null)).toThrow(TypeError);
  expect(set('step', 2 ** 32 + 1)).toThrow(/"site": "step" expected an integer from 0 to 2\^32 - 1/);
  expect(() => layers.dropout({ rate: 0.5, seed: -1, name: 'other' })).toThrow(/DropkitDropout "other": "seed"/);
  expect([site.seed, site.step]).toEqual([1n, 0]);
  set('seed', '18446744073709551615')();
  expect(site.seed).toBe(2n ** 64n - 1n);
  site.step = 2 ** 32;
  expect(() => site.apply(ones([2]), { training: true })).toThrow(/"site": "step" expected a step that is left/);
});

it('isDropoutSite takes anything', () => {
  expect([null, undefined, 5, tf.dense({ units: 1 })].some(isDropoutSite)).toBe(false);
  expect(isDropoutSite(layers.dropout({ rate: 0.5 }))).toBe(true);
});
