// What goes into the real models, and how far two runs of one are apart.
import { type Feeds, noise, ort } from './run.js';

/** Inputs of real models: any will do that reach all layers. */
export function feedsOf(name: string): Feeds {
  const state = (dims: number[]) => noise(dims, 0.1, 2);
  const sr = new ort.Tensor('int64', BigInt64Array.of(16000n), []);
  if (name === 'silero_vad_legacy.onnx') return { input: noise([1, 512]), sr, h: state([2, 1, 64]), c: state([2, 1, 64]) };
  if (name === 'silero_vad_v5.onnx') return { input: noise([1, 512]), sr, state: state([2, 1, 128]) };
  if (name.includes('ppocr')) return { x: noise([2, 3, 48, 192]) };
  if (name.includes('det')) return { x: noise([1, 3, 64, 96]) };
  if (name.includes('rec')) return { x: noise([1, 3, 48, 64]) };
  if (name === 'embedding_model.onnx') return { input_1: noise([2, 76, 32, 1]) };
  if (name === 'melspectrogram.onnx') return { input: noise([1, 2000], 1000) };
  if (name.startsWith('hey_jarvis')) return { 'x.1': noise([1, 16, 96]) };
  const frames = name.startsWith('timer') ? 34 : name.startsWith('weather') ? 22 : 16;
  return { 'onnx::Flatten_0': noise([1, frames, 96]) };
}

/** The largest difference between two runs, over all outputs. */
export function distance(a: ort.InferenceSession.OnnxValueMapType, b: ort.InferenceSession.OnnxValueMapType): number {
  const largest = Object.entries(a).map(([name, tensor]) => {
    const other = b[name]!.data as Float32Array;
    return (tensor.data as Float32Array).reduce((most, x, i) => Math.max(most, Math.abs(x - other[i]!)), 0);
  });
  return Math.max(...largest);
}
