// What to do with a model: wake its Dropout nodes, or put dropout of any kind behind values that somebody chooses.
import { configSchema, type DropoutConfig, lower, operandsOf } from '@dropkit/core';
import type { Inspection, SiteFilter } from '@dropkit/onnx-export';
import { useState } from 'preact/hooks';
import { PRESETS } from '../playground/presets.js';
import { type ObjectSchema, SchemaForm } from '../playground/schema-form.js';
import type { Draft } from '../playground/state.js';
import type { Dtype } from './messages.js';
import { keyOf, Sites } from './sites.js';
import { startOf } from './start.js';

/** What to do: insert where it says so, else activate. */
export interface EditOrder {
  readonly insertion?: { readonly sites: readonly SiteFilter[]; readonly config: DropoutConfig };
  readonly dtype?: Dtype;
}

interface Props {
  readonly inspection: Inspection;
  readonly busy: boolean;
  readonly onEdit: (order: EditOrder) => void;
}

/** Few enough to leave a trained model of use. */
const START_P = 0.1;

const CONFIGS = oneInput(configSchema() as ObjectSchema);

export function EditForm({ inspection: { dropout, sites }, busy, onEdit }: Props) {
  const [activates, setActivates] = useState(dropout.length > 0);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(() => new Set(startOf(sites).sites.map(keyOf)));
  const [config, setConfig] = useState<Draft>(() => startConfig(startOf(sites).variant));
  const [dtype, setDtype] = useState<Dtype | ''>('');
  const untold = (activates ? dropout : sites).some(({ elementType }) => elementType === 'unknown');
  const submit = (event: Event) => {
    event.preventDefault();
    const picked = sites.filter((site) => chosen.has(keyOf(site))).map(({ value, scope }) => ({ value, scope }));
    const insertion = { sites: picked, config: config as unknown as DropoutConfig };
    onEdit({ ...(!activates && { insertion }), ...(untold && dtype && { dtype }) });
  };
  const nothing = activates ? dropout.length === 0 : chosen.size === 0;
  return (
    <section aria-labelledby="onnx-edit">
      <h2 id="onnx-edit">Put dropout in</h2>
      <form onSubmit={submit}>
        <fieldset class="ways">
          <legend>How</legend>
          <label>
            <input
              type="radio"
              name="way"
              checked={activates}
              disabled={dropout.length === 0}
              onChange={() => setActivates(true)}
            />{' '}
            activate:{' '}
            {dropout.length === 0 ? 'no Dropout node is there' : `${dropout.length} Dropout nodes draw, each with its own ratio`}
          </label>
          <label>
            <input type="radio" name="way" checked={!activates} onChange={() => setActivates(false)} /> insert: dropout behind
            values that I choose
          </label>
        </fieldset>
        {!activates && (
          <div class="insertion">
            <fieldset>
              <legend>Config</legend>
              <SchemaForm schema={CONFIGS} kind="variant" value={config} start={startConfig} onChange={setConfig} />
            </fieldset>
            <Sites sites={sites} chosen={chosen} onChange={setChosen} />
          </div>
        )}
        {untold && <UntoldType dtype={dtype} onChange={setDtype} />}
        <button type="submit" class="main" disabled={busy || nothing}>
          {activates ? 'Activate' : `Insert at ${chosen.size} ${chosen.size === 1 ? 'place' : 'places'}`}
        </button>
      </form>
    </section>
  );
}

const DTYPES: readonly Dtype[] = ['float32', 'float64', 'float16'];

/** What the model leaves out has to come from somebody; a wrong answer is refused by the runtime. */
function UntoldType({ dtype, onChange }: { dtype: Dtype | ''; onChange: (dtype: Dtype | '') => void }) {
  return (
    <label class="choice untold">
      element type where the model does not say
      <select value={dtype} onChange={(event) => onChange(event.currentTarget.value as Dtype | '')}>
        <option value="">refuse</option>
        {DTYPES.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </select>
      <small>options.dtype in a program; most models are float32</small>
    </label>
  );
}

/** Variants that change one value: a second one has no place in somebody's graph. */
function oneInput({ oneOf }: ObjectSchema): ObjectSchema {
  const takesOne = (name: DropoutConfig['variant']) => {
    const { config, shape } = PRESETS[name];
    return !('other' in operandsOf(lower(config, shape, 'train')));
  };
  return { oneOf: oneOf.filter(({ properties }) => takesOne(properties.variant.const as DropoutConfig['variant'])) };
}

function startConfig(variant: string): Draft {
  const { config } = PRESETS[variant as DropoutConfig['variant']];
  return { ...config, ...('p' in config && { p: START_P }) };
}
