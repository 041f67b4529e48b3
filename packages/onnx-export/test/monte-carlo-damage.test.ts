// Damaged models that draw: checkTiling and monteCarlo end in a result or an error of this project, in bounded time.
import { UnsupportedError } from '@dropkit/core';
import { expect, it } from 'vitest';
import { GraphError, ModelFormatError, TilingError } from '../src/errors.js';
import { checkTiling, monteCarlo } from '../src/monte-carlo/monte-carlo.js';
import { insert } from '../src/surgery/insert.js';
import { mutations } from './mutations.js';
import { modelOf, TILING_CASES } from './tiling-cases.js';

it.each(TILING_CASES)('damaged copies of $name', (given) => {
  const sampled = insert(modelOf(given), given.sites, { variant: 'dropout', p: 0.3 });
  for (const bytes of [...mutations(sampled, 60, 8), ...records(sampled)]) {
    expect(() => checkTiling(bytes)).toSatisfy(isNamed);
    expect(() => monteCarlo(bytes, { samples: 2 })).toSatisfy(isNamed);
  }
});

/** Damage in the records of edits alone. */
function records(sampled: Uint8Array): Uint8Array[] {
  const at = Buffer.from(sampled).indexOf('dropkit.edit');
  const [head, tail] = [sampled.slice(0, at), sampled.slice(at)];
  return [...mutations(tail, 60, 9)].map((bytes) => Buffer.concat([head, bytes]));
}

function isNamed(run: unknown): boolean {
  try {
    (run as () => unknown)();
    return true;
  } catch (error) {
    const isSituation = [ModelFormatError, GraphError, TilingError, UnsupportedError].some((type) => error instanceof type);
    if (isSituation || (error instanceof RangeError && error.message.startsWith('[@dropkit/'))) return true;
    throw error;
  }
}
