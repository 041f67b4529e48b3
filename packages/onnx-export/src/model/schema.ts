// The message types of ONNX with their field numbers, from onnx/onnx.proto of onnx 1.20 (IR version 13). Only messages that are
// entered are listed; the others (device configurations) are bytes.
import { defineFields, messageType } from '../wire/schema-type.js';

export const MODEL = messageType('ModelProto');
export const GRAPH = messageType('GraphProto');
export const NODE = messageType('NodeProto');
export const ATTRIBUTE = messageType('AttributeProto');
export const TENSOR = messageType('TensorProto');
export const VALUE_INFO = messageType('ValueInfoProto');
const SPARSE_TENSOR = messageType('SparseTensorProto');
const SEGMENT = messageType('TensorProto.Segment');
const TYPE = messageType('TypeProto');
const TENSOR_TYPE = messageType('TypeProto.Tensor');
const ELEMENT_TYPE = messageType('TypeProto.Sequence');
const MAP_TYPE = messageType('TypeProto.Map');
const SHAPE = messageType('TensorShapeProto');
const DIMENSION = messageType('TensorShapeProto.Dimension');
export const FUNCTION = messageType('FunctionProto');
export const OPSET_ID = messageType('OperatorSetIdProto');
export const METADATA = messageType('StringStringEntryProto');
const ANNOTATION = messageType('TensorAnnotation');
const TRAINING = messageType('TrainingInfoProto');

defineFields(MODEL, [
  ['ir_version', 1, 'int'],
  ['producer_name', 2, 'bytes'],
  ['producer_version', 3, 'bytes'],
  ['domain', 4, 'bytes'],
  ['model_version', 5, 'int'],
  ['doc_string', 6, 'bytes'],
  ['graph', 7, GRAPH],
  ['opset_import[]', 8, OPSET_ID],
  ['metadata_props[]', 14, METADATA],
  ['training_info[]', 20, TRAINING],
  ['functions[]', 25, FUNCTION],
]);

defineFields(GRAPH, [
  ['node[]', 1, NODE],
  ['name', 2, 'bytes'],
  ['initializer[]', 5, TENSOR],
  ['doc_string', 10, 'bytes'],
  ['input[]', 11, VALUE_INFO],
  ['output[]', 12, VALUE_INFO],
  ['value_info[]', 13, VALUE_INFO],
  ['quantization_annotation[]', 14, ANNOTATION],
  ['sparse_initializer[]', 15, SPARSE_TENSOR],
  ['metadata_props[]', 16, METADATA],
]);

defineFields(NODE, [
  ['input[]', 1, 'bytes'],
  ['output[]', 2, 'bytes'],
  ['name', 3, 'bytes'],
  ['op_type', 4, 'bytes'],
  ['attribute[]', 5, ATTRIBUTE],
  ['doc_string', 6, 'bytes'],
  ['domain', 7, 'bytes'],
  ['overload', 8, 'bytes'],
  ['metadata_props[]', 9, METADATA],
]);

defineFields(ATTRIBUTE, [
  ['name', 1, 'bytes'],
  ['f', 2, 'float'],
  ['i', 3, 'int'],
  ['s', 4, 'bytes'],
  ['t', 5, TENSOR],
  ['g', 6, GRAPH],
  ['floats[]', 7, 'float'],
  ['ints[]', 8, 'int'],
  ['strings[]', 9, 'bytes'],
  ['tensors[]', 10, TENSOR],
  ['graphs[]', 11, GRAPH],
  ['doc_string', 13, 'bytes'],
  ['tp', 14, TYPE],
  ['type_protos[]', 15, TYPE],
  ['type', 20, 'int'],
  ['ref_attr_name', 21, 'bytes'],
  ['sparse_tensor', 22, SPARSE_TENSOR],
  ['sparse_tensors[]', 23, SPARSE_TENSOR],
]);

defineFields(TENSOR, [
  ['dims[]', 1, 'int'],
  ['data_type', 2, 'int'],
  ['segment', 3, SEGMENT],
  ['float_data[]', 4, 'float'],
  ['int32_data[]', 5, 'int'],
  ['string_data[]', 6, 'bytes'],
  ['int64_data[]', 7, 'int'],
  ['name', 8, 'bytes'],
  ['raw_data', 9, 'bytes'],
  ['double_data[]', 10, 'double'],
  ['uint64_data[]', 11, 'int'],
  ['doc_string', 12, 'bytes'],
  ['external_data[]', 13, METADATA],
  ['data_location', 14, 'int'],
  ['metadata_props[]', 16, METADATA],
]);

defineFields(SEGMENT, [
  ['begin', 1, 'int'],
  ['end', 2, 'int'],
]);

defineFields(SPARSE_TENSOR, [
  ['values', 1, TENSOR],
  ['indices', 2, TENSOR],
  ['dims[]', 3, 'int'],
]);

defineFields(VALUE_INFO, [
  ['name', 1, 'bytes'],
  ['type', 2, TYPE],
  ['doc_string', 3, 'bytes'],
  ['metadata_props[]', 4, METADATA],
]);

defineFields(TYPE, [
  ['tensor_type', 1, TENSOR_TYPE],
  ['sequence_type', 4, ELEMENT_TYPE],
  ['map_type', 5, MAP_TYPE],
  ['denotation', 6, 'bytes'],
  ['sparse_tensor_type', 8, TENSOR_TYPE],
  ['optional_type', 9, ELEMENT_TYPE],
]);

defineFields(TENSOR_TYPE, [
  ['elem_type', 1, 'int'],
  ['shape', 2, SHAPE],
]);

defineFields(ELEMENT_TYPE, [['elem_type', 1, TYPE]]);

defineFields(MAP_TYPE, [
  ['key_type', 1, 'int'],
  ['value_type', 2, TYPE],
]);

defineFields(SHAPE, [['dim[]', 1, DIMENSION]]);

defineFields(DIMENSION, [
  ['dim_value', 1, 'int'],
  ['dim_param', 2, 'bytes'],
  ['denotation', 3, 'bytes'],
]);

defineFields(FUNCTION, [
  ['name', 1, 'bytes'],
  ['input[]', 4, 'bytes'],
  ['output[]', 5, 'bytes'],
  ['attribute[]', 6, 'bytes'],
  ['node[]', 7, NODE],
  ['doc_string', 8, 'bytes'],
  ['opset_import[]', 9, OPSET_ID],
  ['domain', 10, 'bytes'],
  ['attribute_proto[]', 11, ATTRIBUTE],
  ['value_info[]', 12, VALUE_INFO],
  ['overload', 13, 'bytes'],
  ['metadata_props[]', 14, METADATA],
]);

defineFields(OPSET_ID, [
  ['domain', 1, 'bytes'],
  ['version', 2, 'int'],
]);

defineFields(METADATA, [
  ['key', 1, 'bytes'],
  ['value', 2, 'bytes'],
]);

defineFields(ANNOTATION, [
  ['tensor_name', 1, 'bytes'],
  ['quant_parameter_tensor_names[]', 2, METADATA],
]);

defineFields(TRAINING, [
  ['initialization', 1, GRAPH],
  ['algorithm', 2, GRAPH],
  ['initialization_binding[]', 3, METADATA],
  ['update_binding[]', 4, METADATA],
]);
