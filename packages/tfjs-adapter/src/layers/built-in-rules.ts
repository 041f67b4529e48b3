// What a dropout layer of tfjs or Keras may have that ours do not take: one rule for models that are loaded and models that are converted.
import type { Seed } from './seed.js';

/** The seed of a layer, where it is one of ours too: tfjs takes any number. */
export function ownSeed(seed: unknown): Seed | undefined {
  return Number.isSafeInteger(seed) && (seed as number) >= 0 ? (seed as number) : undefined;
}

/** Why a layer with this rate has no counterpart, if so. */
export function rateObstacle(rate: unknown): string | undefined {
  if (rate === 1) return 'tfjs drops nothing at rate 1, our layers everything: give a rate below 1';
  return typeof rate === 'number' && rate >= 0 && rate < 1 ? undefined : `a rate of ${rate} is no probability`;
}

/** Why alpha dropout with this noise shape has none. */
export function noiseShapeObstacle(noiseShape: unknown): string | undefined {
  return noiseShape == null ? undefined : 'alpha dropout with a noise shape has no counterpart here: give one with "replace"';
}
