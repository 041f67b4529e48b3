// What goes into the real models, and how far two runs of one are apart.
import type { OnnxValue } from 'onnxruntime-web';
import { type FeedData, noiseData, type TensorData } from './noise.js';

/** Outputs of a run, by name. */
export type Outputs = Readonly<Record<string, OnnxValue>>;

/** Inputs of real models: any will do that reach all layers. */
export function inputsOf(name: string): FeedData {
  const state = (dims: number[]) => noiseData(dims, 0.1, 2);
  const sr: TensorData = { type: 'int64', data: BigInt64Array.of(16000n), dims: [] };
  if (name === 'silero_vad_legacy.onnx') return { input: noiseData([1, 512]), sr, h: state([2, 1, 64]), c: state([2, 1, 64]) };
  if (name === 'silero_vad_v5.onnx') return { input: noiseData([1, 512]), sr, state: state([2, 1, 128]) };
  if (name.includes('ppocr')) return { x: noiseData([2, 3, 48, 192]) };
  if (name.includes('det')) return { x: noiseData([1, 3, 64, 96]) };
  if (name.includes('rec')) return { x: noiseData([1, 3, 48, 64]) };
  if (name === 'embedding_model.onnx') return { input_1: noiseData([2, 76, 32, 1]) };
  if (name === 'melspectrogram.onnx') return { input: noiseData([1, 2000], 1000) };
  if (name.startsWith('hey_jarvis')) return { 'x.1': noiseData([1, 16, 96]) };
  const frames = name.startsWith('timer') ? 34 : name.startsWith('weather') ? 22 : 16;
  return { 'onnx::Flatten_0': noiseData([1, frames, 96]) };
}

/** The largest difference between two runs, over all outputs. */
export function distance(a: Outputs, b: Outputs): number {
  const largest = Object.entries(a).map(([name, tensor]) => {
    const other = b[name]!.data as Float32Array;
    return (tensor.data as Float32Array).reduce((most, x, i) => Math.max(most, Math.abs(x - other[i]!)), 0);
  });
  return Math.max(...largest);
}
