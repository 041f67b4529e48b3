// The fields of configs: their schemas, whose descriptions errors quote, and their documented types.
import type { FieldSchema } from './schema.js';

/** All fields that configs may have. */
export interface ConfigFields {
  /** Drop probability, in [0, 1]. */
  readonly p: number;
  /**
   * How kept values are scaled: `inverted` by 1 / (1 - p) in training, `standard` by 1 - p at evaluation, `none` never.
   * Default `inverted`; for `layerDrop` `none`.
   */
  readonly scaling: 'inverted' | 'standard' | 'none';
  /** Which dimension holds the channels: `channelsFirst` is [N, C, ...], `channelsLast` is [N, ..., C]. */
  readonly layout: 'channelsFirst' | 'channelsLast';
  /** Mask shape, one entry per dimension: 1 shares the mask along it; null or the dimension itself does not. */
  readonly noiseShape: readonly (number | null)[];
  /** Axes along which the mask is shared; negative axes count from the end. Not beside `noiseShape`. */
  readonly broadcastAxes: readonly number[];
  /** `row` (default): each sample by itself; `batch`: one decision for all. */
  readonly mode: 'row' | 'batch';
}

function choice<Name extends string>(...names: Name[]) {
  return { type: 'string', enum: names, description: names.map((name) => `"${name}"`).join(' or ') } as const;
}

/** Schemas of the fields by name. */
export const fields = {
  p: { type: 'number', minimum: 0, maximum: 1, description: 'a drop probability in [0, 1]' },
  scaling: choice('inverted', 'standard', 'none'),
  layout: choice('channelsFirst', 'channelsLast'),
  noiseShape: {
    type: 'array',
    items: { type: ['integer', 'null'], description: 'an integer or null' },
    description: 'a mask shape: for each dimension itself, null (the same) or 1',
  },
  broadcastAxes: {
    type: 'array',
    items: { type: 'integer', description: 'an integer' },
    description: 'an array of axes, negative ones from the end, and no noiseShape',
  },
  mode: choice('row', 'batch'),
} as const satisfies Record<keyof ConfigFields, FieldSchema>;
