// Sessions of both runtimes on the CPU, one thread each.
import * as node from 'onnxruntime-node';
import * as web from 'onnxruntime-web';

web.env.wasm.numThreads = 1;

/** What tests use of either runtime; their types are those of one package, onnxruntime-common. */
export type Runtime = typeof web;
export type Session = web.InferenceSession;
export type SessionOptions = web.InferenceSession.SessionOptions;

export const RUNTIMES: readonly { readonly name: string; readonly ort: Runtime }[] = [
  { name: 'onnxruntime-web (wasm)', ort: web },
  { name: 'onnxruntime-node (cpu)', ort: node as unknown as Runtime },
];

/** A session that is silent about what its optimizer does. */
export function createSession(ort: Runtime, model: Uint8Array, options: SessionOptions = {}): Promise<Session> {
  return ort.InferenceSession.create(model, { intraOpNumThreads: 1, logSeverityLevel: 3, ...options });
}
