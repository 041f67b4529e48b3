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
  const { isBusy, said, attempt } = useAttempts(helper);
  const [loaded, setLoaded] = useState<Loaded>();
  const [edit, setEdit] = useState<Edit & { readonly order: EditOrder }>();
  const open = (what: string, choose: () => Promise<ChosenFile>) => {
    setLoaded(undefined);
    setEdit(undefined);
    attempt('file', `Reading ${what}`, async () => {
      const chosen = await choose();
      const inspection = await helper.order('inspect', { model: chosen.model });
      return () => setLoaded({ ...chosen, inspection });
    });
  };
  const change = (order: EditOrder) => {
    if (!loaded) return;
    setEdit(undefined);
    const { model } = loaded;
    attempt('edit', 'Putting dropout in', async () => {
      const { insertion, ...rest } = order;
      const made = await (insertion
        ? helper.order('insert', { model, ...insertion, ...rest })
        : helper.order('activate', { model, ...rest }));
      return () => setEdit({ ...made, order });
    });
  };
  return (
    <div class="onnx" aria-busy={isBusy}>
      <Chooser onChoose={open} />
      <Said what={said('file')} done={loaded && `${loaded.name} is read.`} />
      {loaded && <Contents {...loaded} size={loaded.model.size} />}
      {loaded && <EditForm key={loaded.model} inspection={loaded.inspection} busy={isBusy} onEdit={change} />}
      {loaded && <Said what={said('edit')} done={edit && 'Dropout is in.'} />}
      {loaded && edit && <Report key={edit.model} original={loaded} edit={edit} order={edit.order} helper={helper} />}
      {loaded && edit && <MonteCarlo key={loaded.model} loaded={loaded} edit={edit} helper={helper} />}
    </div>
  );
}

/** Where something is said. */
type Place = 'file' | 'edit';

/** What is under way or went wrong. */
interface Saying {
  readonly at: Place;
  readonly busy?: string;
  readonly problem?: string;
}

function Said({ what, done }: { what: Saying | undefined; done: string | undefined }) {
  return (
    <>
      <p role="status" class="hint">
        {what?.busy ? `${what.busy} ...` : done}
      </p>
      <p class="problem" role="alert">
        {what?.problem}
      </p>
    </>
  );
}

/** One thing at a time, and what went wrong with it in the words of whoever found it. A newer attempt takes the place of an older one. */
function useAttempts(helper: Helper) {
  const [saying, setSaying] = useState<Saying>();
  const newest = useRef(0);
  /** `work` gives what to do when it is still wanted. */
  const attempt = async (at: Place, busy: string, work: () => Promise<() => void>) => {
    helper.stop();
    newest.current++;
    const own = newest.current;
    setSaying({ at, busy });
    try {
      const finish = await work();
      if (own !== newest.current) return;
      finish();
      setSaying(undefined);
    } catch (error) {
      if (own === newest.current) setSaying({ at, problem: messageOf(error) });
    }
  };
  const said = (at: Place) => (saying?.at === at ? saying : undefined);
  return { isBusy: saying?.busy !== undefined, said, attempt };
}
