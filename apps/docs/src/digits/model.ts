// The classifier as a file: weights in a byte each, one scale for a layer, and what it was found to be worth.
import { createMlp, type Mlp } from '../network/mlp.js';

/** What the build writes and the page reads. */
export interface ModelFile {
  readonly sizes: readonly number[];
  readonly p: number;
  /** Base64 of signed bytes; a weight is its byte times the scale. */
  readonly layers: readonly { readonly scale: number; readonly weights: string; readonly bias: readonly number[] }[];
  /** Share of right answers on digits that were not trained on, without dropout, with the weights of this file. */
  readonly accuracy: number;
  readonly tested: number;
  readonly trained: number;
  /** Some of the tested digits, 14 x 14 bytes each in base64. */
  readonly examples: readonly { readonly label: number; readonly image: string }[];
}

/** Weights as bytes. */
export function packLayers({ layers }: Mlp): ModelFile['layers'] {
  return layers.map(({ weights, bias }) => {
    const scale = weights.values.reduce((most, w) => Math.max(most, Math.abs(w)), 0) / 127;
    const bytes = Int8Array.from(weights.values, (w) => Math.round(w / scale));
    return {
      scale,
      weights: toBase64(new Uint8Array(bytes.buffer)),
      bias: Array.from(bias.values, (b) => Number(b.toPrecision(6))),
    };
  });
}

/** The network of a file. */
export function unpackModel({ sizes, p, layers }: Pick<ModelFile, 'sizes' | 'p' | 'layers'>): Mlp {
  const network = createMlp({ sizes, p, seed: 5 });
  layers.forEach(({ scale, weights, bias }, l) => {
    const bytes = new Int8Array(fromBase64(weights).buffer);
    network.layers[l].weights.values.set(Float32Array.from(bytes, (byte) => byte * scale));
    network.layers[l].bias.values.set(bias);
  });
  return network;
}

/** Rows of logits to rows of probabilities. */
export function softmax(logits: Float32Array, classes: number): Float32Array {
  const out = new Float32Array(logits.length);
  for (let from = 0; from < logits.length; from += classes) {
    const row = logits.subarray(from, from + classes);
    const most = Math.max(...row);
    const powers = row.map((z) => Math.exp(z - most));
    const sum = powers.reduce((a, b) => a + b, 0);
    out.set(
      powers.map((power) => power / sum),
      from,
    );
  }
  return out;
}

export function toBase64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}

export function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
}
