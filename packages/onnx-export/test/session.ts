// A session of any runtime.
import type * as web from 'onnxruntime-web';

/** What tests use of a runtime; the types of all are those of one package, onnxruntime-common. */
export type Runtime = typeof web;
export type Session = web.InferenceSession;
export type SessionOptions = web.InferenceSession.SessionOptions;

/** A session that is silent about what its optimizer does. */
export function createSession(ort: Runtime, model: Uint8Array, options: SessionOptions = {}): Promise<Session> {
  return ort.InferenceSession.create(model, { intraOpNumThreads: 1, logSeverityLevel: 3, ...options });
}
