// tfjs on its WebAssembly backend, or plain JavaScript where that does not start.
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';

export async function startBackend() {
  tf.enableProdMode(); // tfjs would print an advertisement for its native addon otherwise
  if (await tf.setBackend('wasm')) return;
  console.error('tfjs cannot start its WebAssembly backend here; plain JavaScript does the same, several times slower.');
  await tf.setBackend('cpu');
}
