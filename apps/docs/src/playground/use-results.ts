// Draws whenever the request changes, on one backend after the other. What a newer request has overtaken is dropped.
import { useEffect, useRef, useState } from 'preact/hooks';
import { cpuRunner, type Runner, referenceRunner } from './backends.js';
import { drawOn, type Results, workOf } from './draw.js';
import type { Request } from './request.js';
import type { BackendName } from './state.js';

/** What is known so far. */
export interface Progress {
  readonly results: Results;
  /** The request that the results belong to. */
  readonly request?: Request;
  readonly busy: boolean;
  /** Why there is no WebGPU, if there is none. */
  readonly hint?: string;
}

const NO_WEBGPU =
  'This browser offers no WebGPU, so the reference and the CPU are compared. Chrome and Edge have it from version 113, Safari from 26, ' +
  'Firefox from 141; on Linux start Chromium with --enable-unsafe-webgpu. Pages from other machines need https.';

/** Results of the latest request. */
export function useResults(request: Request | undefined): Progress {
  const [progress, setProgress] = useState<Progress>({ results: {}, busy: true });
  const newest = useRef<Request | undefined>(undefined);
  const queue = useRef<Promise<unknown>>(Promise.resolve());
  const runners = useRef<ReturnType<typeof openRunners> | undefined>(undefined);
  newest.current = request;
  useEffect(() => {
    if (!request) return;
    setProgress((before) => ({ ...before, busy: true }));
    queue.current = queue.current.then(async () => {
      if (newest.current !== request) return;
      runners.current ??= openRunners();
      await runAll(runners.current, request, (next) => {
        const latest = newest.current === request;
        if (latest) setProgress(next);
        return latest;
      });
    });
  }, [request]);
  return progress;
}

/** The backends, slowest to come last. */
function openRunners() {
  return {
    own: { reference: referenceRunner(), cpu: cpuRunner() },
    gpu: openGpu(),
  };
}

/** A runner, or a sentence that says why there is none. */
async function openGpu(): Promise<Runner | string> {
  if (!('gpu' in navigator) || !navigator.gpu) return NO_WEBGPU;
  try {
    return await (await import('./gpu.js')).gpuRunner();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** First all pictures, then all times, so that a slow clock does not hold up what there is to see. */
async function runAll({ own, gpu }: ReturnType<typeof openRunners>, request: Request, show: (next: Progress) => boolean) {
  const work = workOf(request);
  let results: Results = {};
  const put = async (name: BackendName, runner: Runner) => {
    results = { ...results, [name]: await drawOn(runner, work, results.reference) };
  };
  await put('reference', own.reference);
  await put('cpu', own.cpu);
  if (!show({ results, request, busy: true })) return;
  const device = await gpu;
  const hint = typeof device === 'string' ? device : undefined;
  const all: [BackendName, Runner][] = [
    ['reference', own.reference],
    ['cpu', own.cpu],
  ];
  if (typeof device !== 'string') {
    await put('webgpu', device);
    all.push(['webgpu', device]);
    if (!show({ results, request, busy: true })) return;
  }
  for (const [name, runner] of all) {
    results = { ...results, [name]: { ...results[name]!, timing: await runner.time(work) } };
    if (!show({ results, request, hint, busy: true })) return;
  }
  show({ results, request, hint, busy: false });
}
