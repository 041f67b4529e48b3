// What a variant is: a config schema, and how its configs become plans. One variant, one file beside this one.
import type { Phase } from '../lower.js';
import type { Slice } from '../mask-index-map.js';
import type { Plan } from '../plan.js';
import type { VariantFields } from './schema.js';

/** Where the local tensor lies: its own shape, the global one, and the coordinates of its first element. */
export interface Box extends Slice {
  readonly local: readonly number[];
}

/** A variant; `Config` is its validated JSON. */
export interface Variant<Config> {
  /** The fields of the config: the source of its JSON Schema, its validation and its type. */
  readonly fields: VariantFields;
  /** The plan of one box in one phase. Throws for shapes that do not fit. */
  readonly lower: (config: Config, box: Box, phase: Phase) => Plan;
}
