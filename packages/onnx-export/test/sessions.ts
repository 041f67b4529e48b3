// Both runtimes on the CPU in Node, one thread each.
import * as node from 'onnxruntime-node';
import * as web from 'onnxruntime-web';
import type { Runtime } from './session.js';

export { createSession } from './session.js';

web.env.wasm.numThreads = 1;

export const RUNTIMES: readonly { readonly name: string; readonly ort: Runtime }[] = [
  { name: 'onnxruntime-web (wasm)', ort: web },
  { name: 'onnxruntime-node (cpu)', ort: node as unknown as Runtime },
];
