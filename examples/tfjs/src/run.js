// The whole story: a model that a user has, converted, sampled, and asked what it is not sure of.
import { convertDropout, mcPredict } from '@dropkit/tfjs-adapter';
import { noisy, takeDigits, turned } from './digits.js';
import { convolutional, recurrent } from './models.js';
import { printDigits, printTable } from './print.js';
import { progress } from './progress.js';
import { savedAndLoaded } from './saved.js';
import { startBackend } from './start-backend.js';
import { summary } from './summary.js';
import { train } from './train.js';

/** @import { Options } from './options.js' */

const TEST_PER_CLASS = 20;
/** The first 100 digits of each class are to learn from. */
const FIRST_TEST_DIGIT = 100;

/** @param {Options} options @param {AbortSignal} signal */
export async function run({ seed, samples, kind, quick }, signal) {
  await startBackend();
  const [perClass, epochs] = quick ? [30, 4] : [100, kind === 'recurrent' ? 15 : 20];
  const trained = await trainedModel({ kind, seed, perClass, epochs, signal });
  const loaded = await savedAndLoaded(trained);

  // All of dropkit that there is: one call to convert, one to sample.
  const { model, report } = convertDropout(loaded, { seed });
  console.log(`\n${report}\n`);

  const test = takeDigits(TEST_PER_CLASS, FIRST_TEST_DIGIT);
  const rows = [];
  for (const [name, images] of Object.entries(variants(test.images, seed))) {
    const bar = progress(`sampling ${name}`, samples);
    const prediction = await mcPredict(model, images, { samples, seed, classes: 10, signal, onProgress: bar.update });
    bar.stop();
    rows.push({ name, images, ...summary(loaded, images, test.labels, prediction) });
  }
  printTable(rows, samples);
  await printDigits(rows[0], test.labels);
}

/** @param {{ kind: Options['kind'], seed: bigint, perClass: number, epochs: number, signal: AbortSignal }} options */
async function trainedModel({ kind, seed, perClass, epochs, signal }) {
  const build = kind === 'recurrent' ? recurrent : convolutional;
  const model = build(Number(seed % 1000n) * 1000);
  const bar = progress(`training the ${kind} model`, epochs);
  const onEpoch = (/** @type {number} */ done) => {
    bar.update(done);
    signal.throwIfAborted();
  };
  await train(model, takeDigits(perClass, 0), { epochs, onEpoch });
  bar.stop();
  return model;
}

/** @param {import('@tensorflow/tfjs-core').Tensor4D} images @param {bigint} seed */
function variants(images, seed) {
  return { 'as written': images, noisy: noisy(images, seed), 'turned by 90°': turned(images) };
}
