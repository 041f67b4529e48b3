// Mutated real models, with dropout put into them, in a session: no crash, no hang, and no silent change. What insert takes, strip gives back to
// the byte; and where onnxruntime runs the mutated model itself, it runs it with dropout too, and p = 0 gives the same bits.
import { UnsupportedError } from '@dropkit/core';
import { expect, it } from 'vitest';
import { GraphError, ModelFormatError, UpgradeError } from '../src/errors.js';
import { inspect } from '../src/inspect/inspect.js';
import { insert } from '../src/surgery/insert.js';
import { strip } from '../src/surgery/strip.js';
import { mutations } from './mutations.js';
import { addressData, tensorsOf } from './noise.js';
import { feedsOf } from './real-feeds.js';
import { REAL_MODELS } from './real-models.js';
import { bitsOf, ort, run } from './run.js';
import { sameBytes } from './same-bytes.js';

const ADDRESS = tensorsOf(ort, addressData());

it.each([
  ['hey_rhasspy', 40, 8],
  ['hey_jarvis', 30, 9],
  ['silero_vad_v5', 8, 10],
] as const)('%s', async (prefix, count, seed) => {
  const { name, read } = REAL_MODELS.find((model) => model.name.startsWith(prefix))!;
  const real = read();
  // nodes come first, and what is behind them are mostly weights, which are damaged less
  const head = real.subarray(0, 16_384);
  const outcomes = { refused: 0, loads: 0, fails: 0 };
  for (const mutated of mutations(head, count, seed)) {
    const bytes = Buffer.concat([mutated, real.subarray(mutated.length)]);
    const still = attempt(bytes, 0);
    if (still === undefined) {
      outcomes.refused++;
      continue;
    }
    expect(sameBytes(strip(still), strip(bytes))).toBe(true);
    const original = await outcome(bytes, name, {});
    if (original === undefined) {
      outcomes.fails++;
      continue;
    }
    outcomes.loads++;
    expect(await outcome(still, name, ADDRESS)).toBe(original);
    expect(await outcome(attempt(bytes, 0.5)!, name, ADDRESS)).toEqual(expect.any(String));
  }
  expect(Math.min(outcomes.refused, outcomes.loads)).toBeGreaterThan(0); // the mutations reach both
});

/** Dropout at the first places, or undefined where the model is refused by an error of the project. */
function attempt(bytes: Uint8Array, p: number): Uint8Array | undefined {
  try {
    const sites = inspect(bytes).sites.slice(0, 3);
    return insert(bytes, sites.length > 0 ? sites : /./, { variant: 'dropout', p }, { dtype: 'float32' });
  } catch (error) {
    const isSituation = [ModelFormatError, GraphError, UpgradeError, UnsupportedError].some((type) => error instanceof type);
    if (isSituation || (error instanceof RangeError && error.message.startsWith('[@dropkit/'))) return undefined;
    throw error;
  }
}

/** The bits of all outputs without the optimizer; undefined where onnxruntime refuses the model. */
async function outcome(bytes: Uint8Array, name: string, address: typeof ADDRESS): Promise<string | undefined> {
  try {
    return Object.values(await run(bytes, { ...feedsOf(name), ...address }, 'disabled'))
      .map(bitsOf)
      .join();
  } catch {
    return undefined;
  }
}
