// What a variant is: a name for sampler x granularity x scaling policy. One variant, one file beside this one.
import type { ScalingPolicy } from '../scaling/policy.js';
import type { ObjectSchema } from './schema.js';

/** The Bernoulli family: everything that lowers to a select plan. `Config` is the variant's validated JSON. */
export interface Variant<Config> {
  /** JSON Schema of the config: the source of its type and of its validation. */
  readonly schema: ObjectSchema;
  /** Shape in which the mask is drawn; each dimension equals the tensor's or is 1. Throws for shapes that do not fit. */
  readonly maskShape: (config: Config, shape: readonly number[]) => readonly number[];
  readonly policy: (config: Config) => ScalingPolicy;
}
