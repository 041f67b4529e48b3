// removeDropout: the same predictions from models that hold no dropout any more.
import '@tensorflow/tfjs-backend-cpu';
import { setBackend, type Tensor, tensor } from '@tensorflow/tfjs-core';
import {
  model as functional,
  input,
  type LayersModel,
  type SymbolicTensor,
  sequential,
  layers as tf,
} from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { convertDropout, isDropoutSite, layers, removeDropout } from '../src/index.js';
import { leftBy, predicted, weightsOf } from './model-values.js';
import { opTestValues } from './op-values.js';

beforeAll(() => setBackend('cpu'));

const x = () => tensor(opTestValues([5, 8]), [5, 8]);
const apply = (layer: tf.Layer, inputs: SymbolicTensor | SymbolicTensor[]) => layer.apply(inputs) as SymbolicTensor;
const classes = (model: LayersModel) => model.layers.map((layer) => layer.getClassName());

function expectSame(original: LayersModel, inputs: Tensor | Tensor[] = x()) {
  const before = predicted(original, inputs);
  const { model, report } = removeDropout(original);
  expect(predicted(model, inputs)).toEqual(before);
  expect(predicted(original, inputs)).toEqual(before);
  expect(model.outputNames).toEqual(original.outputNames);
  expect(JSON.stringify(model.toJSON(null, false))).not.toMatch(/"class_name":"\w*Drop/);
  return { model, report };
}

const ARGS = { rate: 0.25, scaling: 'standard', blockSize: 2, beta: 0.1, size: 2 } as const;
const RANKS: Record<string, number[]> = {
  spatialDropout2d: [4, 4, 2],
  spatialDropout3d: [3, 3, 3, 2],
  dropBlock2d: [4, 4, 2],
  dropBlock3d: [3, 3, 3, 2],
  cutout: [4, 4, 2],
  attentionDropout: [2, 3, 3],
  dropKey: [2, 3, 3],
  headDropout: [2, 3, 3],
};

/** Each factory with those of the arguments that it takes. */
const WRAPPERS = [
  'dropConnect',
  'weightDrop',
  'embeddingDropout',
  'layerDrop',
  'concreteDropout',
  'rnn',
  'bidirectional',
  'variationalCell',
  'zoneoutCell',
];
const EACH = Object.entries(layers)
  .filter(([name]) => !WRAPPERS.includes(name))
  .map(([name, make]) => {
    const shape = RANKS[name] ?? [4, 6];
    const build = (args: object) => (make as (args: object) => tf.Layer)({ name: 'drop', inputShape: shape, ...args });
    return { name, shape, build };
  });

/** What the factory accepts of all arguments there are. */
function given(build: (args: object) => tf.Layer, scaling: boolean): tf.Layer | undefined {
  let args: Record<string, unknown> = { ...ARGS };
  if (!scaling) delete args.scaling;
  for (;;) {
    try {
      return build(args);
    } catch (error) {
      const unknown = /: "(\w+)" expected no option/.exec(String(error))?.[1];
      if (unknown === undefined) throw error;
      if (unknown === 'scaling') return undefined;
      args = Object.fromEntries(Object.entries(args).filter(([name]) => name !== unknown));
    }
  }
}

describe.each(EACH)('layers.$name', ({ name, shape, build }) => {
  it.each([false, true])('leaves the same predictions behind (scaling at inference: %s)', (scaling) => {
    const layer = given(build, scaling);
    if (!layer) return expect(scaling).toBe(true); // a variant without a choice of scaling
    const count = name === 'stochasticDepth' ? 2 : 1;
    const inputs = Array.from({ length: count }, () => input({ shape }));
    const site = apply(layer, count === 1 ? inputs[0] : inputs);
    const original = functional({ inputs, outputs: apply(tf.activation({ activation: 'relu' }), site) });
    const values = inputs.map((_, i) =>
      tensor(
        opTestValues([2, ...shape]).map((value) => value + i),
        [2, ...shape],
      ),
    );
    const before = predicted(original, values);
    const { model, report } = removeDropout(original);
    predicted(model, values)[0].forEach((value, i) => {
      expect(value).toBeCloseTo(before[0][i], 6);
    });
    const stays = name === 'stochasticDepth' && scaling;
    expect(report.sites[0].action).toBe(
      stays ? 'left' : model.layers.some((each) => each.name === 'drop') ? 'replaced' : 'removed',
    );
    expect(model.layers.some(isDropoutSite)).toBe(stays);
  });
});

const recurrentInitializer = 'glorotUniform';
const cell = () => tf.lstmCell({ units: 4, recurrentInitializer });
const WRAPPED: Record<string, { inputShape: number[]; make(scaling?: 'standard'): tf.Layer; rest: string }> = {
  dropConnect: {
    inputShape: [4],
    make: (scaling) =>
      layers.dropConnect({ layer: tf.dense({ units: 4 }), rate: 0.5, name: 'drop', ...(scaling && { scaling }) }),
    rest: 'Dense',
  },
  weightDrop: {
    inputShape: [3, 4],
    make: () => layers.weightDrop({ layer: tf.gru({ units: 4, recurrentInitializer }), rate: 0.5, name: 'drop' }),
    rest: 'GRU',
  },
  embeddingDropout: {
    inputShape: [3],
    make: () => layers.embeddingDropout({ layer: tf.embedding({ inputDim: 9, outputDim: 4 }), rate: 0.5, name: 'drop' }),
    rest: 'Embedding',
  },
  concreteDropout: {
    inputShape: [4],
    make: () => layers.concreteDropout({ layer: tf.dense({ units: 4 }), name: 'drop' }),
    rest: 'Dense',
  },
  layerDrop: {
    inputShape: [4],
    make: () => {
      const block = [tf.dense({ units: 4, inputShape: [4] }), layers.dropout({ rate: 0.5 }), tf.dense({ units: 4 })];
      return layers.layerDrop({ layer: sequential({ layers: block }), rate: 0.5, name: 'drop' });
    },
    rest: 'Sequential',
  },
  variationalCell: {
    inputShape: [3, 4],
    make: () => layers.rnn({ cell: layers.variationalCell({ cell: cell(), rate: 0.5, recurrentRate: 0.5 }), name: 'drop' }),
    rest: 'RNN',
  },
  bidirectional: {
    inputShape: [3, 4],
    make: () => {
      const layer = layers.rnn({ cell: layers.variationalCell({ cell: cell(), rate: 0.5 }) });
      return layers.bidirectional({ layer, name: 'drop' });
    },
    rest: 'DropkitBidirectional',
  },
  zoneoutCell: {
    inputShape: [3, 4],
    make: () => layers.rnn({ cell: layers.zoneoutCell({ cell: cell(), rate: 0.5 }), name: 'drop' }),
    rest: 'DropkitRNN',
  },
};

describe.each(Object.entries(WRAPPED))('layers.%s', (name, { inputShape, make, rest }) => {
  const values = () =>
    tensor(
      Array.from({ length: 2 * inputShape.reduce((a, b) => a * b) }, (_, i) => i % 9),
      [2, ...inputShape],
    );

  it('leaves what it wraps, under its name, with the same weights and predictions', () => {
    const start = input({ shape: inputShape });
    const original = functional({ inputs: start, outputs: apply(make(), start) });
    const before = predicted(original, values());
    const { model, report } = removeDropout(original);
    expect(predicted(model, values())).toEqual(before);
    expect(model.getLayer('drop').getClassName()).toBe(rest);
    expect(report.count('left')).toBe(name === 'zoneoutCell' ? 1 : 0);
    expect(leftBy(() => removeDropout(original).model.dispose())).toBe(0);
  });

  it('also inside a wrapper of tfjs', () => {
    const start = input({ shape: [2, ...inputShape] });
    const original = functional({ inputs: start, outputs: apply(tf.timeDistributed({ layer: make() }), start) });
    const twice = tensor([...values().dataSync()], [1, 2, ...inputShape]);
    const { model } = removeDropout(original);
    expect(predicted(model, twice)).toEqual(predicted(original, twice));
  });
});

it('weights that are scaled at inference stay', () => {
  const start = input({ shape: [4] });
  const { report } = removeDropout(functional({ inputs: start, outputs: apply(WRAPPED.dropConnect.make('standard'), start) }));
  expect(report.sites[0]).toMatchObject({ action: 'left', reason: 'no layer of tfjs does what it does at inference' });
});

describe('what is left', () => {
  it('of tfjs own layers and ours: nothing', () => {
    const original = sequential({
      layers: [
        tf.dropout({ rate: 0.5, inputShape: [8] }),
        tf.dense({ units: 8 }),
        tf.gaussianDropout({ rate: 0.5 }),
        layers.dropout({ rate: 0.5 }),
        tf.alphaDropout({ rate: 0.5 }),
        tf.dense({ units: 2 }),
      ],
    });
    const { model, report } = expectSame(original);
    expect(classes(model)).toEqual(['InputLayer', 'Dense', 'Dense']);
    expect(model.inputNames).toEqual(original.inputNames);
    expect(report.count('removed')).toBe(4);
  });

  it('is what was converted', () => {
    const original = sequential({
      layers: [tf.dense({ units: 8, inputShape: [8] }), tf.dropout({ rate: 0.5 }), tf.dense({ units: 2 })],
    });
    const { model } = removeDropout(convertDropout(original).model);
    expect(predicted(model, x())).toEqual(predicted(original, x()));
    expect(weightsOf(model)).toEqual(weightsOf(original));
  });

  it('of an output, or of a whole model, an identity with its name', () => {
    const start = input({ shape: [8] });
    const hidden = apply(tf.dense({ units: 4, name: 'hidden' }), start);
    const outputs = [hidden, apply(tf.dropout({ rate: 0.5, name: 'dropped' }), hidden)];
    const { model, report } = expectSame(functional({ inputs: start, outputs }));
    expect(model.getLayer('dropped').getClassName()).toBe('Activation');
    expect(report.sites[0]).toMatchObject({ action: 'replaced', reason: 'something has to stand there' });
    expectSame(sequential({ layers: [tf.dropout({ rate: 0.5, inputShape: [8] })] }));
  });

  it('of shared and nested layers nothing, at each place', () => {
    const drop = tf.dropout({ rate: 0.5 });
    const inner = sequential({
      name: 'inner',
      layers: [tf.dense({ units: 8, inputShape: [8] }), layers.dropout({ rate: 0.5, name: 'deep' }), tf.dense({ units: 8 })],
    });
    const start = input({ shape: [8] });
    const outputs = apply(tf.add(), [apply(inner, apply(drop, start)), apply(drop, apply(inner, start))]);
    const { model, report } = expectSame(functional({ inputs: start, outputs }));
    expect(model.getLayer('inner').inboundNodes.length).toBe(3); // its own, and two places
    expect(report.sites.map(({ path }) => path).sort()).toEqual([drop.name, 'inner/deep'].sort());
  });

  it('of wrappers and recurrent layers the same without rates, with their weights', () => {
    const rates = { dropout: 0.5, recurrentDropout: 0.25, recurrentInitializer } as const;
    const bidirectional = tf.bidirectional({
      layer: tf.gru({ units: 2, returnSequences: true, ...rates }) as never,
      mergeMode: 'concat',
    });
    const start = input({ shape: [3, 8] });
    const sequences = apply(bidirectional, apply(tf.timeDistributed({ layer: tf.dropout({ rate: 0.5 }) }), start));
    const cells = tf.rnn({ cell: tf.lstmCell({ units: 2, ...rates }) as never, returnSequences: true });
    const outputs = apply(tf.lstm({ units: 2, ...rates }), apply(cells, sequences));
    const original = functional({ inputs: start, outputs });
    const inputs = tensor(opTestValues([2, 3, 8]), [2, 3, 8]);
    const before = predicted(original, inputs);
    const { model, report } = removeDropout(original);
    expect(predicted(model, inputs)).toEqual(before);
    expect(weightsOf(model)).toEqual(weightsOf(original));
    expect(JSON.stringify(model.toJSON(null, false))).not.toMatch(/"(recurrent_)?dropout":0\.\d/);
    expect(report.count('replaced')).toBe(4);
  });

  it('of scaling at inference a layer that scales, and lets masks of time steps through', () => {
    const original = sequential({
      layers: [
        tf.embedding({ inputDim: 10, outputDim: 4, maskZero: true, inputLength: 6 }),
        layers.dropout({ rate: 0.5, scaling: 'standard' }),
        tf.simpleRNN({ units: 3, recurrentInitializer: 'glorotUniform' }),
      ],
    });
    expectSame(original, tensor([1, 2, 3, 0, 0, 0, 4, 5, 0, 0, 0, 0], [2, 6]));
  });

  it('of models without dropout a copy', () => {
    const { report } = expectSame(sequential({ layers: [tf.dense({ units: 2, inputShape: [8] })] }));
    expect(`${report}`).toMatch(/^removeDropout "sequential_\d+": nothing to do\n/);
  });
});

it('leaves no tensor behind when what it made is disposed, nor when it refuses', () => {
  const original = sequential({ layers: [tf.dense({ units: 8, inputShape: [8] }), tf.dropout({ rate: 0.5 })] });
  expect(leftBy(() => removeDropout(original).model.dispose())).toBe(0);
  expect(leftBy(() => expect(() => removeDropout({} as never)).toThrow(/tf.LayersModel/))).toBe(0);
});
