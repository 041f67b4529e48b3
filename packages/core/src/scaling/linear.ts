// The policies a config may name in its `scaling` field.
import { inverted } from './inverted.js';
import { none } from './none.js';
import type { ScalingPolicy } from './policy.js';
import { standard } from './standard.js';

const POLICIES = { inverted, standard, none } satisfies Record<string, ScalingPolicy>;

/** The part of a config that names a policy. */
export interface ScalingChoice {
  readonly scaling?: keyof typeof POLICIES;
}

/** The policy that a config names; `inverted` unless it says otherwise. */
export function linear({ scaling = 'inverted' }: ScalingChoice): ScalingPolicy {
  return POLICIES[scaling];
}
