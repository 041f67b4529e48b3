// What holds for every layer, wrapper and cell: fresh masks, off at inference, saved and loaded, resumed bit by bit, no tensor left behind.
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import { configSchema } from '@dropkit/core';
import { grads, io, memory, ones, setBackend, sum, type Tensor, train } from '@tensorflow/tfjs-core';
import {
  model as functional,
  input,
  type LayersModel,
  loadLayersModel,
  type SymbolicTensor,
  layers as tf,
} from '@tensorflow/tfjs-layers';
import { beforeEach, describe, expect, it } from 'vitest';
import * as api from '../src/index.js';
import { type DropoutLayer, isDropoutSite, layers, mcPredict } from '../src/index.js';
import { sitesWithin } from '../src/layers/sampling.js';
import { applyCase, LAYERS, type LayerCase, ROWS, valuesFor, WITHOUT_LAYER } from './every-layer.js';

const valuesOf = (y: Tensor) => [...y.dataSync()];

/** Only one copy of the layer in a model that trains: its output, averaged by a dense unit. */
function modelOf(one: LayerCase): LayersModel {
  const x = input({ shape: one.shape });
  const y: SymbolicTensor = applyCase(one, one.make({ seed: 3, name: 'site' }), x);
  const flat = y.shape.length > 2 ? (tf.flatten().apply(y) as SymbolicTensor) : y;
  const outputs = tf.dense({ units: 1, kernelInitializer: 'ones' }).apply(flat) as SymbolicTensor;
  return compiled(functional({ inputs: x, outputs }));
}

function compiled(model: LayersModel): LayersModel {
  model.compile({ optimizer: train.sgd(0.01), loss: 'meanSquaredError' });
  return model;
}

/** The same by fitDataset, one batch an epoch. */
const fitDataset = (model: LayersModel, x: Tensor, epochs: number) => {
  const iterator = async () => {
    const batches = [{ xs: x.clone(), ys: ones([ROWS, 1]) }];
    return { next: async () => ({ done: batches.length === 0, value: batches.pop() ?? null }) };
  };
  return model.fitDataset({ size: 1, iterator } as never, { epochs, verbose: 0 });
};

const fit = (model: LayersModel, x: Tensor, epochs: number) =>
  model.fit(x, ones([ROWS, 1]), { epochs, batchSize: ROWS, shuffle: false, verbose: 0 });

/** A site's own part of its config; what tfjs writes about the layer within is tfjs' business. */
const ownConfig = ({ layer, cell, ...own }: Record<string, unknown>) => own;

const sitesOf = (model: LayersModel) => sitesWithin(model) as (tf.Layer & DropoutLayer)[];
const weightsOf = (model: LayersModel) => model.getWeights().map(valuesOf);

/** Saves to memory, through JSON text, and loads. */
async function saveAndLoad(model: LayersModel): Promise<LayersModel> {
  let saved: io.ModelArtifacts = {};
  await model.save(
    io.withSaveHandler(async (artifacts) => {
      saved = artifacts;
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
    }),
  );
  const modelTopology = JSON.parse(JSON.stringify(saved.modelTopology));
  return compiled(await loadLayersModel(io.fromMemory({ ...saved, modelTopology })));
}

describe('the table', () => {
  it('has every factory, and every variant of core that a layer can run', () => {
    expect(LAYERS.map(({ name }) => name).sort()).toEqual(Object.keys(layers).sort());
    const schema = configSchema() as { oneOf: { properties: { variant: { const: string } } }[] };
    const variants = schema.oneOf.map(({ properties }) => properties.variant.const);
    const covered = new Set([...LAYERS.flatMap((one) => one.variants), ...Object.keys(WITHOUT_LAYER)]);
    expect([...covered].sort()).toEqual(variants.sort());
  });

  it('has every class that is exported', () => {
    const made = new Set(
      LAYERS.flatMap((one) => [...sitesWithin(one.make({})), one.make({})].map((layer) => layer.constructor.name)),
    );
    const abstract = ['ActivationDropout', 'DropoutCell', 'DropoutLayer', 'DropoutWrapper'];
    const exported = Object.entries(api).filter(([, value]) => (value as { prototype?: unknown }).prototype instanceof tf.Layer);
    expect(
      exported
        .map(([name]) => name)
        .filter((name) => !made.has(name))
        .sort(),
    ).toEqual(abstract);
  });
});

describe.each(LAYERS)('$name', (one) => {
  beforeEach(() => setBackend('cpu'));

  it('draws a fresh mask in each training call, the same for the same seed, and none at inference', () => {
    const [a, b, other] = [3, 3, 4].map((seed) => one.make({ seed, name: 'site' }));
    const x = valuesFor(one);
    const calls = Array.from({ length: 8 }, () => valuesOf(applyCase(one, a, x, true)));
    expect(new Set(calls.map(String)).size).toBeGreaterThan(1);
    expect(Array.from({ length: 8 }, () => valuesOf(applyCase(one, b, x, true)))).toEqual(calls);
    expect(Array.from({ length: 8 }, () => valuesOf(applyCase(one, other, x, true)))).not.toEqual(calls);
    expect(valuesOf(applyCase(one, a, x))).toEqual(valuesOf(applyCase(one, other, x)));
    expect(sitesWithin(a).map((site) => (site as unknown as DropoutLayer).step)).toEqual(sitesWithin(a).map(() => 8));
  });

  it('gives wasm the masks of cpu', async () => {
    const run = async (backend: string) => {
      await setBackend(backend);
      const layer = one.make({ seed: 3, name: 'site' });
      return valuesOf(applyCase(one, layer, valuesFor(one), true));
    };
    const [cpu, wasm] = [await run('cpu'), await run('wasm')];
    cpu.forEach((value, i) => {
      expect(wasm[i]).toBeCloseTo(value, 5); // matrix products may add in another order
    });
  });

  it('trains in fit and fitDataset, and resumes from a saved model bit by bit', async () => {
    const [whole, first] = [modelOf(one), modelOf(one)];
    const x = valuesFor(one);
    await fit(whole, x, 6);
    await fitDataset(first, x, 3);
    const second = await saveAndLoad(first);
    const state = (model: LayersModel) => sitesOf(model).map((site) => [site.seed, site.stream, site.step]);
    expect(state(second)).toEqual(state(first));
    const configs = (model: LayersModel) => sitesOf(model).map((site) => ownConfig(site.getConfig()));
    expect(configs(second)).toEqual(configs(first));
    await fit(second, x, 3);
    expect(weightsOf(second)).toEqual(weightsOf(whole));
    expect(valuesOf(second.predict(x) as Tensor)).toEqual(valuesOf(whole.predict(x) as Tensor));
  });

  it('is found and sampled by mcPredict, in batches of any size, without a trace', async () => {
    const model = modelOf(one);
    const x = valuesFor(one);
    const [weights, plain] = [weightsOf(model), valuesOf(model.predict(x) as Tensor)];
    const before = memory().numTensors;
    const whole = await mcPredict(model, x, { samples: 8, seed: 5 });
    const split = await mcPredict(model, x, { samples: 8, seed: 5, batchSize: 3 });
    expect(memory().numTensors).toBe(before);
    expect(Math.max(...whole.variance)).toBeGreaterThan(0);
    whole.mean.forEach((mean, i) => {
      expect(split.mean[i]).toBeCloseTo(mean, 4);
    });
    expect(weightsOf(model)).toEqual(weights);
    expect(sitesOf(model).every((site) => site.step === 0)).toBe(true);
    expect(valuesOf(model.predict(x) as Tensor)).toEqual(plain);
  });

  it('leaves no tensor behind in training, with gradients, and at inference', async () => {
    const layer = one.make({ seed: 3, name: 'site' });
    const x = valuesFor(one);
    (applyCase(one, layer, x) as Tensor).dispose(); // builds it
    const before = memory().numTensors;
    for (let step = 0; step < 10; step++) {
      (applyCase(one, layer, x, true) as Tensor).dispose();
      (applyCase(one, layer, x) as Tensor).dispose();
      if (one.inputs === 'words') continue; // words have no gradient
      for (const dx of grads((input) => sum(applyCase(one, layer, input as Tensor, true) as Tensor))([x])) dx.dispose();
    }
    expect(memory().numTensors).toBe(before);
    const model = modelOf(one);
    await fit(model, x, 2);
    const trained = memory().numTensors;
    await fit(model, x, 4);
    expect(memory().numTensors).toBe(trained + 1); // the targets of this call
  });

  it('refuses arguments that no one reads, and bad ones', () => {
    const site = sitesWithin(one.make({}))[0] as tf.Layer & DropoutLayer;
    expect(isDropoutSite(site)).toBe(true);
    const { layer, cell, ...config } = site.getConfig() as Record<string, unknown>;
    const make = (changes: object) => () => {
      const fresh = sitesWithin(one.make({}))[0] as unknown as { layer?: unknown; cell?: unknown };
      const inner = layer ? { layer: fresh.layer } : cell ? { cell: fresh.cell } : {};
      return new (site.constructor as new (args: object) => unknown)({ ...config, ...inner, ...changes });
    };
    expect(make({})).not.toThrow();
    expect(make({ ratee: 0.5 })).toThrow(/"ratee" expected no option of this name/);
    expect(make({ seed: -1 })).toThrow(RangeError);
    expect(make({ step: 0.5 })).toThrow(RangeError);
    expect(make({ stream: 2 ** 32 })).toThrow(RangeError);
    if (layer) expect(make({ layer: 'dense' })).toThrow(/"layer" expected a tf.layers.Layer, got "dense"/);
    if (cell) expect(make({ cell: tf.dense({ units: 1 }) })).toThrow(/"cell" expected a recurrent cell/);
    if (!site.hasRate) {
      expect(make({ rate: 0.5 })).toThrow(/"rate" expected no option of this name/);
      expect(() => {
        site.rate = 0.1;
      }).toThrow(/"rate" expected not to be set/);
      return;
    }
    expect(make({ rate: 2 })).toThrow(/"rate" expected a number in \[0, 1\], got 2/);
    expect(make({ rate: '0.5' })).toThrow(TypeError);
    if ('scaling' in config || site.constructor.name.match(/Spatial|Token|Drop(Connect|Path)/)) {
      expect(make({ scaling: 'twice' })).toThrow(/"scaling"/);
    }
  });
});
