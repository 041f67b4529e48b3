// What a recorded site does in inference: nothing, or one multiplication.
import { type DropoutConfig, lower, UnsupportedError } from '@dropkit/core';
import type { RecordedSite } from '../surgery/listed-sites.js';

/** Ranks to try: the factor depends on none, but each variant takes only some. */
const RANKS = [4, 3, 2, 1, 5, 0];

/**
 * What values of the site are multiplied with in inference; 1 for variants whose training is scaled already.
 *
 * @throws UnsupportedError when the plan of inference is no multiplication by one number
 */
export function evalFactor({ config, input, output }: RecordedSite): number {
  const plan = lowered(config);
  if (plan.kind === 'identity') return 1;
  if (plan.kind === 'scale') return plan.factor;
  throw new UnsupportedError(
    `[@dropkit/onnx-export] fold: in inference ${config.variant} between ${JSON.stringify(input)} and ${JSON.stringify(output)} is a plan of kind ` +
      `${plan.kind}, which no weights can take up. Insert it with inverted scaling.`,
  );
}

function lowered(config: DropoutConfig) {
  let last: unknown;
  for (const shape of shapesFor(config)) {
    try {
      return lower(config, shape, 'eval');
    } catch (error) {
      last = error;
    }
  }
  throw last;
}

function shapesFor(config: DropoutConfig): number[][] {
  if ('noiseShape' in config && config.noiseShape) return [config.noiseShape.map((size) => size ?? 2)];
  const rows = config.variant === 'perSample' ? config.probabilities.length : 2;
  return RANKS.map((rank) => Array.from({ length: rank }, (_, axis) => (axis === 0 ? rows : 2)));
}
