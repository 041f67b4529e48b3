// The policies a config may name in its `scaling` field.
import { inverted } from './inverted.js';
import { none } from './none.js';
import type { ScalingPolicy } from './policy.js';
import { standard } from './standard.js';

export const linearPolicies = { inverted, standard, none } satisfies Record<string, ScalingPolicy>;

/** Name of a linear policy in a config. */
export type Scaling = keyof typeof linearPolicies;
