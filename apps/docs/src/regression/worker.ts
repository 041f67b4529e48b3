// The page's worker: trains in slices and answers between them, so that a change of the number of samples is seen at once.
import { createRegression, look, type Settings, STEPS, trainSteps, type View } from './train.js';

/** What the page asks for. */
export type Order = { readonly train: Settings; readonly samples: number } | { readonly samples: number };
/** What it gets. */
export interface Answer {
  readonly view: View;
  readonly done: boolean;
}

const SLICE = 125;

let network: ReturnType<typeof createRegression> | undefined;
let step = STEPS;
let samples = 50;

addEventListener('message', ({ data }: MessageEvent<Order>) => {
  samples = data.samples;
  if ('train' in data) {
    network = createRegression(data.train);
    step = 0;
    next();
  } else if (step >= STEPS) {
    answer();
  }
});

function next(): void {
  if (!network || step >= STEPS) return;
  const to = Math.min(step + SLICE, STEPS);
  trainSteps(network, step, to);
  step = to;
  answer();
  setTimeout(next);
}

function answer(): void {
  if (network) postMessage({ view: look(network, step, samples), done: step >= STEPS } satisfies Answer);
}
