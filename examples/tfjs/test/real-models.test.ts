// Real models on real digits: trained, saved, loaded, converted, sampled, compared. Bounds are wide of what six trainings gave (README).
import {
  convertDropout,
  isDropoutSite,
  type McPrediction,
  mcPredict,
  registerLayers,
  removeDropout,
} from '@dropkit/tfjs-adapter';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { noisy, takeDigits, turned } from '../src/digits.js';
import { convolutional, recurrent } from '../src/models.js';
import { savedAndLoaded } from '../src/saved.js';
import { startBackend } from '../src/start-backend.js';
import { average, summary } from '../src/summary.js';
import { train } from '../src/train.js';

const SAMPLES = 20;

const KINDS = [
  { build: convolutional, perClass: 80, epochs: 12, sites: 2 },
  { build: recurrent, perClass: 60, epochs: 12, sites: 2 },
];

beforeAll(startBackend);

function predict(model: LayersModel, images: tf.Tensor): number[] {
  const y = model.predict(images) as tf.Tensor;
  const values = [...y.dataSync()];
  y.dispose();
  return values;
}

describe.each(KINDS)('a $build.name model', ({ build, perClass, epochs, sites }) => {
  let digits: ReturnType<typeof takeDigits>;
  let original: LayersModel;
  let model: LayersModel;
  let clean: McPrediction;
  let before: number[];

  beforeAll(async () => {
    digits = takeDigits(20, 500);
    // tfjs' dropout has no seed that works: the model trains with ours, and hands its weights over
    const plain = build(1000);
    const training = convertDropout(plain, { seed: 1 }).model;
    await train(training as Parameters<typeof train>[0], takeDigits(perClass, 0), { epochs });
    plain.setWeights(training.getWeights());
    training.dispose();
    original = await savedAndLoaded(plain);
    before = predict(original, digits.images);
    const conversion = convertDropout(original, { seed: 1 });
    expect(conversion.report.count('replaced')).toBe(sites);
    expect(conversion.report.count('left')).toBe(0);
    model = conversion.model;
    clean = await sample(digits.images);
  });

  const sample = (x: tf.Tensor, options = {}) => mcPredict(model, x, { samples: SAMPLES, seed: 3, classes: 10, ...options });

  it('has learned something', () => {
    const { accuracy } = summary(original, digits.images, digits.labels, clean);
    expect(accuracy).toBeGreaterThan(0.6); // a tenth by guessing
  });

  it('predicts bit by bit what it did before the conversion, and so does the original', () => {
    expect(predict(model, digits.images)).toEqual(before);
    expect(predict(original, digits.images)).toEqual(before);
  });

  it('samples the same with the same seed, also saved and loaded, and leaves no tensor', async () => {
    registerLayers();
    const loaded = await savedAndLoaded(model);
    const tensors = tf.memory().numTensors;
    const again = await mcPredict(loaded, digits.images, { samples: SAMPLES, seed: 3, classes: 10 });
    expect(tf.memory().numTensors).toBe(tensors);
    expect(again.mean).toEqual(clean.mean);
    expect(again.variance).toEqual(clean.variance);
    expect((await sample(digits.images, { seed: 4 })).mean).not.toEqual(clean.mean);
  });

  it('disagrees with itself more about digits that it never saw', async () => {
    const disagreement = ({ uncertainty }: McPrediction) => average(uncertainty!.mutualInformation);
    for (const images of [noisy(digits.images, 5n), turned(digits.images)]) {
      // seen: 1.15 to 2.97 times as much; a mean over 200 digits
      expect(disagreement(await sample(images)) / disagreement(clean)).toBeGreaterThan(1.05);
    }
  });

  it('is less confidently wrong about them as a mean of samples', async () => {
    const images = turned(digits.images);
    const { lossOnce, lossMean } = summary(original, images, digits.labels, await sample(images));
    expect(lossOnce - lossMean).toBeGreaterThan(0.1); // seen: 0.37 to 0.70
  });

  it('without dropout predicts the same, and holds none', () => {
    for (const from of [original, model]) {
      const { model: plain } = removeDropout(from);
      expect(predict(plain, digits.images)).toEqual(before);
      expect(plain.layers.some((layer) => isDropoutSite(layer) || layer.getClassName() === 'Dropout')).toBe(false);
    }
  });
});
