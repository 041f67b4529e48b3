// Which tfjs backend runs the networks: WebAssembly, or plain JavaScript where that does not start.
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';

/** @returns {Promise<string>} the name of the backend that is on */
export async function startBackend() {
  tf.enableProdMode(); // tfjs would print an advertisement for its native addon otherwise
  if (await tf.setBackend('wasm')) return 'wasm';
  console.error('tfjs cannot start its WebAssembly backend here; plain JavaScript does the same, several times slower.');
  await tf.setBackend('cpu');
  return 'cpu';
}
