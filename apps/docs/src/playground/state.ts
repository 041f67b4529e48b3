// What the playground shows, and the address that says so: everything is in the URL's fragment, which no server ever sees.
import type { DropoutConfig, Schedule } from '@dropkit/core';
import { PRESETS } from './presets.js';

/** Names of the backends that the page offers. */
export type BackendName = 'reference' | 'cpu' | 'webgpu';

/** A form's objects are what somebody typed: core checks them when they are used. */
export type Draft = Readonly<Record<string, unknown>>;

/** Everything that decides what is seen. */
export interface State {
  readonly config: Draft;
  /** As typed, such as `4, 8, 12, 12`. */
  readonly shape: string;
  readonly seed: string;
  /** A number, or a name that is hashed. */
  readonly stream: string;
  readonly step: string;
  /** Decides p at the step, where the config has one. */
  readonly schedule?: Draft;
  readonly backend: BackendName;
}

/** Where a visit without a fragment starts. */
export const START: State = {
  config: { ...PRESETS.spatial.config },
  shape: PRESETS.spatial.shape.join(', '),
  seed: '42',
  stream: 'conv1',
  step: '0',
  backend: 'cpu',
};

const TEXTS = ['shape', 'seed', 'stream', 'step'] as const;

/** The state as a fragment without its `#`. */
export function toFragment(state: State): string {
  const params = new URLSearchParams({ config: JSON.stringify(state.config) });
  for (const name of TEXTS) params.set(name, state[name]);
  if (state.schedule) params.set('schedule', JSON.stringify(state.schedule));
  params.set('backend', state.backend);
  return params.toString();
}

/** The state that a fragment describes; what it leaves out is as at the start. Undefined for a fragment that is none of ours. */
export function fromFragment(fragment: string): State | undefined {
  const params = new URLSearchParams(fragment);
  const config = parseObject(params.get('config'));
  if (!config) return undefined;
  const preset = PRESETS[config.variant as DropoutConfig['variant']];
  const texts = Object.fromEntries(TEXTS.flatMap((name) => (params.has(name) ? [[name, params.get(name)]] : [])));
  const schedule = parseObject(params.get('schedule')) as (Draft & Partial<Schedule>) | undefined;
  const backend = (['reference', 'cpu', 'webgpu'] as const).find((name) => name === params.get('backend')) ?? START.backend;
  return { ...START, shape: preset?.shape.join(', ') ?? START.shape, ...texts, config, ...(schedule && { schedule }), backend };
}

function parseObject(text: string | null): Draft | undefined {
  try {
    const value: unknown = JSON.parse(text ?? 'null');
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Draft) : undefined;
  } catch {
    return undefined;
  }
}
