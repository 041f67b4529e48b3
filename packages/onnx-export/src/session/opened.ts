// An open session of Monte Carlo samples: what it samples with, and which inputs and outputs are the user's.
import { rangeError } from '../errors.js';
import type { KnownInputs } from './feeds.js';
import type { McPlanDraft } from './mc-plan.js';
import { isNumeric, modelValues } from './model-values.js';
import type { Runtime, RuntimeSession, RuntimeSessionOptions } from './runtime.js';
import { Sampling, type SamplingParts } from './sampling.js';
import { inTurn } from './turns.js';

/** An open session. */
export interface Opened {
  readonly plan: McPlanDraft;
  readonly inputs: KnownInputs;
  /** Outputs that statistics are taken of. */
  readonly outputs: readonly string[];
  readonly sampling: Sampling;
  release(): Promise<void>;
}

/** What belongs to a session beside what it samples with. */
interface Belongings {
  /** Inputs that the session feeds. */
  readonly own: readonly string[];
  /** Outputs that are not the model's. */
  readonly hidden: readonly (string | null)[];
  release(): void;
}

/** @throws RangeError for a model without an output that statistics can be taken of */
export function opened(bytes: Uint8Array, parts: Omit<SamplingParts, 'outputs'>, { own, hidden, release }: Belongings): Opened {
  const { plan } = parts;
  const { inputs, optional, outputs } = modelValues(bytes);
  const theirs = outputs.filter(({ name }) => !hidden.includes(name));
  const numeric = theirs.filter(isNumeric).map(({ name }) => name);
  const left = theirs.filter((output) => !isNumeric(output)).map(({ name }) => JSON.stringify(name));
  if (numeric.length === 0) throw rangeError('createMcSession', 'model', 'an output that is a tensor of numbers', 'none');
  if (left.length > 0) plan.warnings.push(`There are no statistics of ${left.join(' and ')}: no tensors of numbers.`);
  const sampling = new Sampling({ ...parts, outputs: numeric });
  return {
    plan,
    inputs: { required: inputs.filter(({ name }) => !own.includes(name)), optional, own },
    outputs: numeric,
    sampling,
    release: () => sampling.release().finally(release),
  };
}

/** Creates a session of the runtime, in turn. */
export function created(ort: Runtime, bytes: Uint8Array, options: RuntimeSessionOptions): Promise<RuntimeSession> {
  return inTurn(ort, () => ort.InferenceSession.create(bytes, options));
}
