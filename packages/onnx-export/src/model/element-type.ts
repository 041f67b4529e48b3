// TensorProto.DataType: the numbers by which ONNX names element types, and how their values lie in raw_data.

/** Numbers of the types that the code has to tell apart. */
export const FLOAT = 1;
export const INT64 = 7;
export const BOOL = 9;

const NAMES: readonly string[] = [
  'unknown',
  'float32',
  'uint8',
  'int8',
  'uint16',
  'int16',
  'int32',
  'int64',
  'string',
  'bool',
  'float16',
  'float64',
  'uint32',
  'uint64',
  'complex64',
  'complex128',
  'bfloat16',
  'float8e4m3fn',
  'float8e4m3fnuz',
  'float8e5m2',
  'float8e5m2fnuz',
  'uint4',
  'int4',
  'float4e2m1',
  'float8e8m0',
];

/** A type in the words of numpy; numbers that are newer than this list stay numbers. */
export function elementTypeName(type: number): string {
  return NAMES[type] ?? `type ${type}`;
}
