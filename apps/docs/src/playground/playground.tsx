// The playground: what the reader chooses on one side, what comes of it on the other.
import { configSchema, type DropoutConfig, type ScheduleName, scheduleSchema } from '@dropkit/core';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { Copies } from './copies.js';
import { PRESETS } from './presets.js';
import { type Request, toRequest } from './request.js';
import { Results } from './results.js';
import { type ObjectSchema, SchemaForm } from './schema-form.js';
import { type Draft, fromFragment, START, type State, toFragment } from './state.js';
import { useResults } from './use-results.js';

const CONFIGS = configSchema() as ObjectSchema;
const SCHEDULES = scheduleSchema() as ObjectSchema;

/** Where each kind of schedule starts. */
const SCHEDULE_STARTS: Readonly<Record<ScheduleName, Draft>> = {
  constant: { p: 0.3 },
  linear: { from: 0, to: 0.5, steps: 100 },
  ramp: { p: 0.3, steps: 100 },
  cosine: { from: 0, to: 0.5, steps: 100 },
  curriculum: { p: 0.5, gamma: 0.1 },
  early: { p: 0.3, until: 50 },
  late: { p: 0.3, start: 50 },
  step: { milestones: [50], values: [0.1, 0.5] },
  piecewise: { milestones: [0, 50, 100], values: [0, 0.5, 0.2] },
  depthLinear: { p: 0.5, layers: 12, convention: 'paper' },
};

/** The whole page. */
export function Playground() {
  const [state, setState] = useState(() => fromFragment(location.hash.slice(1)) ?? START);
  const change = (changes: Partial<State>) => setState((before) => ({ ...before, ...changes }));
  useEffect(() => {
    const follow = () => {
      const shared = fromFragment(location.hash.slice(1));
      if (shared) setState(shared);
    };
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  useEffect(() => history.replaceState(null, '', `#${toFragment(state)}`), [state]);
  const { request, error } = useRequest(state);
  const drawn = useResults(request);
  return (
    <div class="playground" aria-busy={drawn.busy || drawn.request !== request} data-shown={toFragment(state)}>
      <Controls state={state} change={change} request={request} />
      <div class="outcome">
        <p class="problem" role="alert">
          {error ?? ''}
        </p>
        {request && !error && (
          <Results request={request} drawn={drawn} backend={state.backend} onBackend={(backend) => change({ backend })} />
        )}
        {request && !error && <Copies request={request} state={state} />}
      </div>
    </div>
  );
}

/** The last good request while something is wrong. */
function useRequest(state: State): { request?: Request; error?: string } {
  const { backend: _, ...what } = state;
  return useMemo(() => {
    try {
      return { request: toRequest(state) };
    } catch (error) {
      return { error: error instanceof Error ? error.message : String(error) };
    }
  }, [JSON.stringify(what)]);
}

interface ControlProps {
  readonly state: State;
  readonly change: (changes: Partial<State>) => void;
  readonly request: Request | undefined;
}

function Controls({ state, change, request }: ControlProps) {
  const variant = state.config.variant as DropoutConfig['variant'];
  const startVariant = (name: string) => {
    const preset = PRESETS[name as DropoutConfig['variant']];
    change({ shape: preset.shape.join(', '), ...(!('p' in preset.config) && { schedule: undefined }) });
    return { ...preset.config };
  };
  const scheduled = state.schedule && request && 'p' in request.config ? { p: request.config.p.toPrecision(4) } : undefined;
  const text = (name: 'shape' | 'seed' | 'stream' | 'step', hint: string) => (
    <label>
      {name}
      <input
        name={name}
        autocomplete="off"
        value={state[name]}
        aria-describedby={`${name}-hint`}
        onInput={(event) => change({ [name]: event.currentTarget.value })}
      />
      <small id={`${name}-hint`}>{hint}</small>
    </label>
  );
  return (
    <form class="controls" aria-label="What to draw" onSubmit={(event) => event.preventDefault()}>
      <fieldset>
        <legend>Config</legend>
        <SchemaForm
          schema={CONFIGS}
          kind="variant"
          value={state.config}
          start={startVariant}
          fixed={scheduled}
          onChange={(config) => change({ config })}
        />
        {text('shape', PRESETS[variant]?.axes ?? '')}
      </fieldset>
      <fieldset>
        <legend>Address</legend>
        {text('seed', '0 to 2^64 - 1')}
        {text('stream', `a number or a name${request ? `: ${request.address.stream}` : ''}`)}
        <Steps value={state.step} onChange={(step) => change({ step })} />
      </fieldset>
      <fieldset>
        <legend>Schedule</legend>
        <label>
          <span>
            <input
              type="checkbox"
              checked={state.schedule !== undefined}
              disabled={!('p' in state.config)}
              onChange={(event) =>
                change({ schedule: event.currentTarget.checked ? { schedule: 'linear', ...SCHEDULE_STARTS.linear } : undefined })
              }
            />{' '}
            p follows the step
          </span>
        </label>
        {state.schedule && (
          <SchemaForm
            schema={SCHEDULES}
            kind="schedule"
            value={state.schedule}
            start={(name) => ({ schedule: name, ...SCHEDULE_STARTS[name as ScheduleName] })}
            onChange={(schedule) => change({ schedule })}
          />
        )}
      </fieldset>
    </form>
  );
}

/** The step, with a slider for the first hundred: dragging it redraws. */
function Steps({ value, onChange }: { value: string; onChange: (step: string) => void }) {
  return (
    <label>
      step
      <span class="slider">
        <input
          type="range"
          min="0"
          max="100"
          step="1"
          value={Number(value) || 0}
          onInput={(event) => onChange(event.currentTarget.value)}
        />
        <input
          name="step"
          autocomplete="off"
          value={value}
          aria-label="step, exactly"
          onInput={(event) => onChange(event.currentTarget.value)}
        />
      </span>
    </label>
  );
}
