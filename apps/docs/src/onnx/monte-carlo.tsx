// Monte Carlo dropout in the page: what goes in, how many samples, and what came of them beside the file as it was.
import { useEffect, useState } from 'preact/hooks';
import { Cancelled, type Helper } from './helper.js';
import { Inputs, startInputs } from './inputs.js';
import type { Edit, InputChoice, Progress, Sampled } from './messages.js';
import type { Loaded } from './onnx-page.js';
import { messageOf, paceText } from './text.js';

interface Props {
  readonly loaded: Loaded;
  readonly edit: Edit;
  readonly helper: Helper;
}

const MOST_SAMPLES = 10_000;

/** A finished run, with the component that shows it: plots are loaded with the first. */
interface Shown {
  readonly edit: Edit;
  readonly sampled: Sampled;
  readonly Outputs: typeof import('./outputs.js')['Outputs'];
}

export function MonteCarlo({ loaded, edit, helper }: Props) {
  const { inputs } = loaded.inspection;
  const [choices, setChoices] = useState(() => startInputs(inputs, loaded.sample));
  const [samples, setSamples] = useState(100);
  const [seed, setSeed] = useState('42');
  const [inputSeed, setInputSeed] = useState(1);
  const { progress, problem, shown, run, cancel } = useRun(loaded, edit, helper, setChoices);
  const submit = (event: Event) => {
    event.preventDefault();
    run({ inputs: choices, inputSeed, samples, seed });
  };
  return (
    <section aria-labelledby="onnx-mc">
      <h2 id="onnx-mc">Monte Carlo dropout</h2>
      <form onSubmit={submit} class="sampling">
        <Inputs descriptions={inputs} choices={choices} onChange={setChoices} />
        <div class="choices">
          <label>
            samples
            <input
              name="samples"
              type="number"
              min={2}
              max={MOST_SAMPLES}
              required
              value={samples}
              onInput={(event) => setSamples(event.currentTarget.valueAsNumber)}
            />
          </label>
          <label>
            seed of the masks
            <input name="seed" autocomplete="off" value={seed} onInput={(event) => setSeed(event.currentTarget.value)} />
          </label>
          <label>
            seed of random inputs
            <input
              name="inputSeed"
              type="number"
              min={0}
              required
              value={inputSeed}
              onInput={(event) => setInputSeed(event.currentTarget.valueAsNumber)}
            />
          </label>
        </div>
        <div class="samples">
          <button type="submit" class="main" disabled={progress !== undefined}>
            Run
          </button>
          <button type="button" disabled={progress === undefined} onClick={cancel}>
            Cancel
          </button>
          {progress && <progress max={progress.total} value={progress.done} aria-label="Samples done" />}
          <span role="status">{statusOf(progress, shown)}</span>
        </div>
      </form>
      <p class="problem" role="alert">
        {problem}
      </p>
      {shown && <shown.Outputs sampled={shown.sampled} />}
    </section>
  );
}

type Chosen = Omit<import('./messages.js').SampleOrder, 'original' | 'edited' | 'mode'>;

/** One run at a time; results of another edit are none. */
function useRun(loaded: Loaded, edit: Edit, helper: Helper, onInputs: (inputs: InputChoice[]) => void) {
  const [progress, setProgress] = useState<Progress>();
  const [problem, setProblem] = useState('');
  const [last, setShown] = useState<Shown>();
  useEffect(() => setProblem(''), [edit]);
  const run = async (chosen: Chosen) => {
    setProblem('');
    setShown(undefined);
    setProgress({ what: 'Starting', done: 0, total: chosen.samples });
    try {
      const given = { ...chosen, original: loaded.model, edited: edit.model, mode: edit.report.mode };
      const [sampled, { Outputs }] = await Promise.all([helper.order('sample', given, setProgress), import('./outputs.js')]);
      onInputs([...sampled.inputs]);
      setShown({ edit, sampled, Outputs });
    } catch (error) {
      if (!(error instanceof Cancelled)) setProblem(messageOf(error));
    }
    setProgress(undefined);
  };
  return { progress, problem, run, cancel: () => helper.stop(), shown: last?.edit === edit ? last : undefined };
}

function statusOf(progress: Progress | undefined, shown: Shown | undefined): string {
  if (progress) return `${progress.what}${progress.done > 0 ? `: ${progress.done} of ${progress.total}` : ' ...'}`;
  if (!shown) return '';
  const { samples, milliseconds } = shown.sampled;
  return paceText(samples, milliseconds);
}
