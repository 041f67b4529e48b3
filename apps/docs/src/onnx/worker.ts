// The page's worker: all that reads, changes or runs a model. onnxruntime-web is loaded with the first run.
import { activate, type EditReport, insert, inspect, type StripReport, strip } from '@dropkit/onnx-export';
import type { AnswerMessage, Edit, OrderMessage, OrderName, Orders, Progress } from './messages.js';

type Work = { [N in OrderName]: (given: Orders[N]['given'], tell: (progress: Progress) => void) => Promise<Orders[N]['gives']> };

const WORK: Work = {
  inspect: async ({ model }) => inspect(await bytesOf(model)),
  insert: async ({ model, sites, config, dtype }) => {
    const bytes = await bytesOf(model);
    return edited((onReport) => insert(bytes, sites, config, { onReport, ...(dtype && { dtype }) }));
  },
  activate: async ({ model, dtype }) => {
    const bytes = await bytesOf(model);
    return edited((onReport) => activate(bytes, { onReport, ...(dtype && { dtype }) }));
  },
  strip: async (given) => {
    let removed = 0;
    const onReport = (report: StripReport) => {
      removed = report.removed.length;
    };
    const stripped = strip(await bytesOf(given.edited), { onReport });
    return { size: stripped.length, isOriginal: isSame(stripped, await bytesOf(given.original)), removed };
  },
  sample: async (given, tell) => {
    tell({ what: 'Loading onnxruntime', done: 0, total: given.samples });
    const { sample } = await import('./sample.js');
    const [original, changed] = await Promise.all([bytesOf(given.original), bytesOf(given.edited)]);
    return sample(given, original, changed, tell);
  },
};

addEventListener('message', ({ data }: MessageEvent<OrderMessage>) => {
  const { id, name, given } = data;
  const tell = (progress: Progress) => postMessage({ id, progress } satisfies AnswerMessage);
  const work = WORK[name] as (given: unknown, tell: (progress: Progress) => void) => Promise<Orders[OrderName]['gives']>;
  work(given, tell).then(
    (result) => postMessage({ id, result } satisfies AnswerMessage),
    (error: unknown) => postMessage({ id, error: textOf(error) } satisfies AnswerMessage),
  );
});

async function bytesOf(blob: Blob): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await blob.arrayBuffer());
}

function edited(edit: (onReport: (report: EditReport) => void) => Uint8Array): Edit {
  let report: EditReport | undefined;
  const bytes = edit((made) => {
    report = made;
  });
  return { model: new Blob([bytes as Uint8Array<ArrayBuffer>]), report: report! };
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

/** The name of the error's class says what kind of mistake it is. */
function textOf(error: unknown): string {
  if (!(error instanceof Error)) return `onnxruntime: ${error}`; // it throws numbers when it runs out of memory
  return error.name === 'Error' ? error.message : `${error.name}: ${error.message}`;
}
