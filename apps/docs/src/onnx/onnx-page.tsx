// The page for models, from top to bottom: choose a file, see what it is, put dropout in, see what was done, sample.
import type { Inspection } from '@dropkit/onnx-export';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { Chooser, type ChosenFile } from './chooser.js';
import { Contents } from './contents.js';
import { EditForm, type EditOrder } from './edit-form.js';
import { createHelper, type Helper } from './helper.js';
import type { Edit } from './messages.js';
import { MonteCarlo } from './monte-carlo.js';
import { Report } from './report.js';
import { messageOf } from './text.js';

/** A file and what it is. */
export interface Loaded extends ChosenFile {
  readonly inspection: Inspection;
}

export function OnnxPage() {
  const helper = useMemo(createHelper, []);
  useEffect(() => () => helper.stop(), [helper]);
  const { busy, problem, attempt } = useAttempts(helper);
  const [loaded, setLoaded] = useState<Loaded>();
  const [edit, setEdit] = useState<Edit>();
  const open = (what: string, choose: () => Promise<ChosenFile>) => {
    setLoaded(undefined);
    setEdit(undefined);
    attempt(`Reading ${what}`, async () => {
      const chosen = await choose();
      const inspection = await helper.order('inspect', { model: chosen.model });
      return () => setLoaded({ ...chosen, inspection });
    });
  };
  const change = (order: EditOrder | undefined) => {
    if (!loaded) return;
    setEdit(undefined);
    const { model } = loaded;
    attempt('Putting dropout in', async () => {
      const made = await (order ? helper.order('insert', { model, ...order }) : helper.order('activate', { model }));
      return () => setEdit(made);
    });
  };
  return (
    <div class="onnx" aria-busy={busy !== undefined}>
      <Chooser onChoose={open} />
      <p role="status" class="hint">
        {busy ? `${busy} ...` : loaded ? `${loaded.name} is read.${edit ? ' Dropout is in.' : ''}` : ''}
      </p>
      <p class="problem" role="alert">
        {problem}
      </p>
      {loaded && <Contents {...loaded} size={loaded.model.size} />}
      {loaded && <EditForm key={loaded.model} inspection={loaded.inspection} busy={busy !== undefined} onEdit={change} />}
      {loaded && edit && <Report key={edit.model} original={loaded} edit={edit} helper={helper} />}
      {loaded && edit && <MonteCarlo key={loaded.model} loaded={loaded} edit={edit} helper={helper} />}
    </div>
  );
}

/** One thing at a time, and what went wrong with it in the words of whoever found it. A newer attempt takes the place of an older one. */
function useAttempts(helper: Helper) {
  const [busy, setBusy] = useState<string>();
  const [problem, setProblem] = useState('');
  const newest = useRef(0);
  /** `work` gives what to do when it is still wanted. */
  const attempt = async (what: string, work: () => Promise<() => void>) => {
    helper.stop();
    newest.current++;
    const own = newest.current;
    setBusy(what);
    setProblem('');
    let finish: () => void;
    try {
      finish = await work();
    } catch (error) {
      finish = () => setProblem(messageOf(error));
    }
    if (own !== newest.current) return;
    finish();
    setBusy(undefined);
  };
  return { busy, problem, attempt };
}
