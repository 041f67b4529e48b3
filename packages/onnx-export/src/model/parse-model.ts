// Bytes to a model. What is no ONNX file is named by what it is; what is damaged fails here, before anything is done with it.
import { ModelFormatError, typeError } from '../errors.js';
import { checkStructure } from '../wire/check-structure.js';
import { Message } from '../wire/message.js';
import { createSource } from '../wire/source.js';
import { Model } from './model.js';
import { MODEL } from './schema.js';

/**
 * Reads a model. The bytes are not copied and must not change while the model is in use.
 *
 * @throws TypeError when it is no Uint8Array
 * @throws ModelFormatError when the bytes are no ONNX model, or a damaged one
 * @throws ModelSizeError above 2 GiB
 */
export function parseModel(operation: string, bytes: Uint8Array): Model {
  if (!(bytes instanceof Uint8Array)) throw typeError(operation, 'model', 'a Uint8Array', bytes, adviceFor(bytes));
  const other = otherFormat(bytes);
  if (other) throw new ModelFormatError('', 0, 'an ONNX model', other, 'Pass the bytes of a .onnx file.');
  const source = createSource(bytes);
  checkStructure(source, MODEL, 0, bytes.length);
  const message = Message.of(MODEL, source);
  if (message.message('graph')) return new Model(message);
  throw new ModelFormatError('graph', 0, 'a graph', 'none', 'Tensor files and SavedModels of TensorFlow are no models of ONNX.');
}

function adviceFor(wrong: unknown): string {
  return wrong instanceof ArrayBuffer ? 'Pass new Uint8Array(buffer).' : 'Pass the bytes of a .onnx file.';
}

/** Formats that are taken for ONNX files, by how they begin; [offset, bytes, what it is]. */
const FORMATS: readonly (readonly [number, string, string])[] = [
  [4, 'ORTM', 'a model in the format of ONNX Runtime (.ort)'],
  [4, 'TFL3', 'a TensorFlow Lite model'],
  [0, 'version https://git-lfs', 'a pointer of Git LFS; fetch the file itself with git lfs pull'],
  [0, 'PK\x03\x04', 'a zip archive, such as a PyTorch checkpoint'],
  [0, '\x89HDF', 'an HDF5 file, such as a Keras model'],
  [0, '\x1f\x8b', 'a gzip file'],
  [0, 'GGUF', 'a GGUF file'],
  [0, '\x80\x02', 'a Python pickle'],
  [0, '\x93NUMPY', 'a numpy array'],
];

function otherFormat(bytes: Uint8Array): string | undefined {
  if (bytes.length === 0) return 'nothing';
  const head = Array.from(bytes.subarray(0, 32), (byte) => String.fromCharCode(byte)).join('');
  const known = FORMATS.find(([at, magic]) => head.startsWith(magic, at));
  if (known) return known[2];
  const first = head.replace(/^\xef\xbb\xbf/, '').trimStart();
  if (/^<[!?a-z]/i.test(first)) return 'an HTML or XML page';
  if (/^[{[]\s*["{[\]}]/.test(first)) return 'a JSON text';
  // GraphDef.node has field number 1 too, but is a message
  return /^\n[\s\S]{1,4}\n/.test(head) ? 'a message that begins like a frozen TensorFlow graph (GraphDef)' : undefined;
}
