// Two sites of one model that would draw the same masks: found wherever they stand, named by their paths, by all who ask.
import '@tensorflow/tfjs-backend-cpu';
import { memory, setBackend } from '@tensorflow/tfjs-core';
import { model as functional, input, type SymbolicTensor, sequential, layers as tf } from '@tensorflow/tfjs-layers';
import { beforeAll, expect, it } from 'vitest';
import { checkStreams, convertDropout, dropoutSchedule, layers } from '../src/index.js';

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
