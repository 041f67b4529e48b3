// One call of a runtime at a time. onnxruntime-web on WebGPU hangs the page for ever when two runs overlap, also those of two sessions, so
// all sessions of one runtime take turns; what else a page runs on it is not known here.
import type { Runtime } from './runtime.js';

const last = new WeakMap<object, Promise<unknown>>();

/** Runs work once all that was asked for before on this runtime is done, whether well or not. */
export function inTurn<T>({ InferenceSession }: Runtime, work: () => Promise<T>): Promise<T> {
  const before = last.get(InferenceSession) ?? Promise.resolve();
  const turn = before.then(work, work);
  last.set(
    InferenceSession,
    turn.catch(() => {}),
  );
  return turn;
}
