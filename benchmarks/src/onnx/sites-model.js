// A model of many values in a row, and the same with dropout behind each, at a stream of its own.
import { fromJson, toBinary } from '@bufbuild/protobuf';
import { insert } from '@dropkit/onnx-export';
import { ModelProtoSchema } from 'onnx-buf';

/**
 * y = -(-( ... x)), without dropout.
 *
 * @param {number} values
 * @returns {Uint8Array}
 */
export function chainModel(values) {
  const node = Array.from({ length: values }, (_, i) => ({
    opType: 'Neg',
    input: [i === 0 ? 'x' : `y${i - 1}`],
    output: [i === values - 1 ? 'y' : `y${i}`],
  }));
  const [x, y] = ['x', 'y'].map((name) => ({ name, type: FLOATS }));
  const graph = { name: 'chain', node, input: [x], output: [y] };
  return toBinary(ModelProtoSchema, fromJson(ModelProtoSchema, { irVersion: '8', opsetImport: [{ version: '18' }], graph }));
}

/**
 * The same with as many dropout sites.
 *
 * @param {number} sites
 * @returns {Uint8Array}
 */
export function sitesModel(sites) {
  return insert(chainModel(sites), { op: 'Neg' }, { variant: 'dropout', p: 0.1 });
}

/** float32 [1024], in the JSON of protobuf */
const FLOATS = { tensorType: { elemType: 1, shape: { dim: [{ dimValue: '1024' }] } } };
