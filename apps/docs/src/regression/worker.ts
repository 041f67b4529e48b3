// The page's worker: trains in slices and answers between them, so that a change of the number of samples is seen at once.
import { createRegression, look, type Settings, stepsOf, trainSteps, type View } from './train.js';

/** What the page asks for. */
export type Order = { readonly train: Settings; readonly samples: number } | { readonly samples: number };
/** What it gets. */
export interface Answer {
  readonly view: View;
  readonly settings: Settings;
  readonly done: boolean;
}

const SLICES = 12;
/** A learned p is watched more closely. */
const LEARNED_SLICES = 30;

let training: { readonly network: ReturnType<typeof createRegression>; readonly settings: Settings; step: number } | undefined;
let samples = 50;

addEventListener('message', ({ data }: MessageEvent<Order>) => {
  samples = data.samples;
  if ('train' in data) {
    training = { network: createRegression(data.train), settings: data.train, step: 0 };
    next();
  } else if (isDone()) {
    answer();
  }
});

function isDone(): boolean {
  return training !== undefined && training.step >= stepsOf(training.settings);
}

function next(): void {
  if (!training || isDone()) return;
  const { network, settings, step } = training;
  const to = step + stepsOf(settings) / (settings.learned ? LEARNED_SLICES : SLICES);
  trainSteps(network, settings, step, to);
  training.step = to;
  answer();
  setTimeout(next);
}

function answer(): void {
  if (!training) return;
  const { network, settings, step } = training;
  postMessage({ view: look(network, step, samples), settings, done: isDone() } satisfies Answer);
}
