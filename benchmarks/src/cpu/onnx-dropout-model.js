// The smallest ONNX model with a live Dropout: y = Dropout(x, ratio, training_mode = true), as bytes.
// Field numbers: onnx/onnx.proto. Dropout has ratio and training_mode as inputs since opset 12.
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

/** @typedef {(writer: BinaryWriter) => void} Write */

const FLOAT = 1; // TensorProto.DataType
const BOOL = 9;

/**
 * A ModelProto with one input `x` and one output `y`, both float32 of one dimension.
 *
 * @param {number} ratio drop probability
 * @returns {Uint8Array}
 */
export function onnxDropoutModel(ratio) {
  return message((model) => {
    model.tag(1, WireType.Varint).int64(8); // ir_version
    embed(model, 7, (graph) => writeGraph(graph, ratio));
    embed(model, 8, (opset) => opset.tag(2, WireType.Varint).int64(13)); // opset_import: the default domain, version 13
  });
}

/**
 * @param {BinaryWriter} graph GraphProto
 * @param {number} ratio
 */
function writeGraph(graph, ratio) {
  embed(graph, 1, writeNode);
  text(graph, 2, 'dropout');
  embed(graph, 5, (tensor) => writeScalar(tensor, 'ratio', FLOAT, new Uint8Array(new Float32Array([ratio]).buffer)));
  embed(graph, 5, (tensor) => writeScalar(tensor, 'training_mode', BOOL, Uint8Array.of(1)));
  embed(graph, 11, (value) => writeVector(value, 'x')); // input
  embed(graph, 12, (value) => writeVector(value, 'y')); // output
}

/** @type {Write} NodeProto */
function writeNode(node) {
  for (const input of ['x', 'ratio', 'training_mode']) text(node, 1, input);
  text(node, 2, 'y');
  text(node, 4, 'Dropout'); // op_type
}

/**
 * @param {BinaryWriter} tensor TensorProto; without dims it is a scalar
 * @param {string} name
 * @param {number} dataType
 * @param {Uint8Array} littleEndian
 */
function writeScalar(tensor, name, dataType, littleEndian) {
  tensor.tag(2, WireType.Varint).int32(dataType);
  text(tensor, 8, name);
  tensor.tag(9, WireType.LengthDelimited).bytes(littleEndian); // raw_data
}

/**
 * @param {BinaryWriter} value ValueInfoProto of a float32 tensor [n]
 * @param {string} name
 */
function writeVector(value, name) {
  text(value, 1, name);
  embed(value, 2, (type) =>
    embed(type, 1, (tensorType) => {
      tensorType.tag(1, WireType.Varint).int32(FLOAT); // elem_type
      embed(tensorType, 2, (shape) => embed(shape, 1, (dimension) => text(dimension, 2, 'n'))); // dim_param
    }),
  );
}

/**
 * @param {BinaryWriter} writer
 * @param {number} field
 * @param {Write} write
 */
function embed(writer, field, write) {
  writer.tag(field, WireType.LengthDelimited).bytes(message(write));
}

/**
 * @param {BinaryWriter} writer
 * @param {number} field
 * @param {string} value
 */
function text(writer, field, value) {
  writer.tag(field, WireType.LengthDelimited).string(value);
}

/** @param {Write} write */
function message(write) {
  const writer = new BinaryWriter();
  write(writer);
  return writer.finish();
}
