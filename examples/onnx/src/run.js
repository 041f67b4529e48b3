// The whole story: a model that a user has, dropout before its last layers, and what its samples say.
import { createMcSession, inspect } from '@dropkit/onnx-export';
import * as ort from 'onnxruntime-web';
import { readModel } from './model.js';
import { HEIGHT, PICTURES, pixelsOf, WIDTH } from './numbers.js';
import { printLeastSure, printTable } from './print.js';

/** @import { Options } from './options.js' */

/** @param {Options} options @param {AbortSignal} signal */
export async function run({ seed, samples, p }, signal) {
  const model = readModel();
  const { dropout, sites } = inspect(model);
  console.log(`The model has ${dropout.length} Dropout nodes and ${sites.length} places where dropout could go.`);

  // All of dropkit that there is: one call to open the model with dropout at some of these places, one to sample.
  const session = await createMcSession(ort, model, { sites: sites.slice(-2), config: { variant: 'dropout', p } });
  const x = new ort.Tensor('float32', pixelsOf(PICTURES), [PICTURES.length, 3, HEIGHT, WIDTH]);
  try {
    const result = await session.run({ x }, { samples, seed, classes: 2, signal });
    console.log(session.plan.reasons.map((reason) => `  ${reason}`).join('\n'));
    printTable(PICTURES, result);
    printLeastSure(PICTURES, result);
  } finally {
    await session.release();
  }
}
