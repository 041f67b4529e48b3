// Numbers of a field, from a source or newly written. A repeated number comes packed, unpacked or in pieces of both.
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { ModelFormatError } from '../errors.js';
import { isNumber, type PathOf, type Source, type SourceField } from './source.js';

/** How each kind of number lies on the wire. */
export const NUMBER_WIRE = { int: WireType.Varint, float: WireType.Bit32, double: WireType.Bit64 } as const;

/** All numbers of one run or one packed field, in order; `int` as signed 64-bit integers. */
export function readInts(source: Source, field: SourceField, path: PathOf): bigint[] {
  return readAll(source, field, path, (reader) => BigInt(reader.int64()));
}

/** As `readInts`, for float32 and float64. NaN payloads may change on the way: compare or move bytes instead. */
export function readFloats(source: Source, field: SourceField, kind: 'float' | 'double', path: PathOf): number[] {
  return readAll(source, field, path, (reader) => (kind === 'float' ? reader.float() : reader.double()));
}

function readAll<T>(source: Source, field: SourceField, path: PathOf, read: (reader: Source['reader']) => T): T[] {
  const { reader } = source;
  const values: T[] = [];
  const unpacked = isNumber(field.wire);
  try {
    reader.pos = unpacked ? field.start : field.body;
    while (reader.pos < field.end) {
      if (unpacked) reader.tag();
      values.push(read(reader));
    }
    if (reader.pos > field.end) throw new Error('one that does not end');
  } catch (error) {
    throw new ModelFormatError(path(), field.start, 'numbers', (error as Error).message);
  }
  return values;
}

/** The bytes of one number, without its tag. */
export function encodeNumber(kind: 'int' | 'float' | 'double', value: bigint | number): Uint8Array {
  return encodeNumbers(kind, [value]);
}

/** The bytes of numbers, packed, without tag and length. */
export function encodeNumbers(kind: 'int' | 'float' | 'double', values: readonly (bigint | number)[]): Uint8Array {
  const writer = new BinaryWriter();
  for (const value of values) {
    if (kind === 'int') writer.int64(BigInt(value));
    else if (kind === 'float') writer.float(Number(value));
    else writer.double(Number(value));
  }
  return writer.finish();
}
