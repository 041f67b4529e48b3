// Models that are legal but unusual: nothing of them is lost, and edits next to it leave it alone.
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { describe, expect, it } from 'vitest';
import { parseModel } from '../src/model/parse-model.js';
import type { Tensor } from '../src/model/tensor.js';
import { decodeText, encodeText } from '../src/wire/text.js';
import { toBytes } from '../src/wire/write.js';
import { sameBytes } from './same-bytes.js';

type Write = (writer: BinaryWriter) => unknown;

function bytesOf(write: Write): Uint8Array {
  const writer = new BinaryWriter();
  write(writer);
  return writer.finish();
}

/** A length-delimited field. */
function field(number: number, content: Uint8Array): Uint8Array {
  return bytesOf((writer) => writer.tag(number, WireType.LengthDelimited).bytes(content));
}

function text(number: number, content: string): Uint8Array {
  return field(number, new TextEncoder().encode(content));
}

function join(...parts: Uint8Array[]): Uint8Array {
  return Buffer.concat(parts);
}

const IR = bytesOf((writer) => writer.tag(1, WireType.Varint).int64(8));
const OPSET = field(
  8,
  bytesOf((writer) => writer.tag(2, WireType.Varint).int64(13)),
);
const INVALID = Uint8Array.of(0x61, 0xff, 0x00, 0xc3); // a, a byte that UTF-8 never has, NUL, half a letter
const NODE = field(1, join(field(1, INVALID), text(2, 'y'), text(4, 'Relu')));
const GROUP = bytesOf((w) => {
  w.tag(99, WireType.StartGroup).tag(3, WireType.Varint).int64(7).tag(4, WireType.StartGroup).tag(4, WireType.EndGroup);
  w.tag(99, WireType.EndGroup);
});

function modelWith(graph: Uint8Array, more: Uint8Array = new Uint8Array()): Uint8Array {
  return join(IR, OPSET, field(7, graph), more);
}

function initializer(...fields: Uint8Array[]): Uint8Array {
  return modelWith(field(5, join(...fields)));
}

function tensorOf(bytes: Uint8Array): Tensor {
  return parseModel('test', bytes).graph.initializers[0]!;
}

const FLOAT32 = bytesOf((writer) => writer.tag(2, WireType.Varint).int32(1));
const NAN = Uint8Array.of(0x01, 0x00, 0xa0, 0x7f); // signalling, with a payload
const unpackedFloat = join(Uint8Array.of((4 << 3) | 5), NAN);

const HOSTILE: Readonly<Record<string, Uint8Array>> = {
  'unknown fields of every wire type': modelWith(
    join(NODE, text(77, 'from the future')),
    bytesOf((w) => w.tag(500, WireType.Varint).int64(-1).tag(501, WireType.Bit32).float(1).tag(502, WireType.Bit64).double(2)),
  ),
  'groups, one inside another': modelWith(join(GROUP, NODE, GROUP), GROUP),
  'names that are not UTF-8': modelWith(NODE),
  'fields out of order and in between each other': join(
    field(7, join(text(2, 'g'), NODE, field(11, text(1, 'x')), NODE, field(5, FLOAT32), NODE)),
    OPSET,
    IR,
    OPSET,
  ),
  'a tag, a length and numbers in more bytes than they need': join(
    IR,
    Uint8Array.of(0xba, 0x80, 0x00, 0x8d, 0x80, 0x80, 0x00), // graph: field 7 in three bytes, length 13 in four
    Uint8Array.of(0x0a, 0x85, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00, 0x22, 0x03, 0x41, 0x42, 0x43), // node: length 5 in seven
    Uint8Array.of(0x08, 0x88, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00), // ir_version again, in ten bytes
  ),
  'unpacked and packed pieces of one tensor': initializer(
    FLOAT32,
    unpackedFloat,
    unpackedFloat,
    field(4, join(NAN, NAN)),
    unpackedFloat,
  ),
  'numbers that are there twice': modelWith(NODE, join(IR, IR)),
  'empty messages': modelWith(join(field(1, new Uint8Array()), field(5, new Uint8Array()), field(11, new Uint8Array()))),
};

describe.each(Object.entries(HOSTILE))('%s', (_, bytes) => {
  it('come back as they were', () => {
    expect(sameBytes(toBytes(parseModel('test', bytes).message), bytes)).toBe(true);
  });
});

describe('what unusual models mean', () => {
  it('keeps the last of numbers that are there twice', () => {
    const twice = join(
      bytesOf((w) => w.tag(1, WireType.Varint).int64(3)),
      modelWith(NODE),
    );
    expect(parseModel('test', twice).irVersion).toBe(8);
  });

  it('reads packed and unpacked numbers alike, in their order', () => {
    const ints = (...values: number[]) =>
      bytesOf((w) => {
        for (const v of values) w.tag(1, WireType.Varint).int64(v);
      });
    const packed = field(
      1,
      bytesOf((w) => w.int64(3).int64(4)),
    );
    expect(tensorOf(initializer(ints(1, 2), packed, ints(5))).dims).toEqual([1, 2, 3, 4, 5]);
  });

  it('takes NaN payloads through an edit beside them', () => {
    const model = parseModel('test', initializer(FLOAT32, field(4, NAN), field(9, NAN)));
    model.graph.initializers[0]!.message.set('name', 'w');
    const again = tensorOf(toBytes(model.message)).message;
    expect([again.text('name'), ...again.bytes('float_data')!, ...again.bytes('raw_data')!]).toEqual(['w', ...NAN, ...NAN]);
  });

  it('compares names that are no UTF-8 exactly, and writes them back', () => {
    const name = parseModel('test', modelWith(NODE)).graph.nodes[0]!.inputs[0]!;
    expect(name).toBe('a\udcff\u0000\udcc3');
    expect(encodeText(name)).toEqual(INVALID);
    const other = decodeText(Uint8Array.of(0x61, 0xfe, 0x00, 0xc3));
    expect(other).not.toBe(name);
    expect(encodeText(`${name}_2é😀`)).toEqual(new Uint8Array(join(INVALID, new TextEncoder().encode('_2é😀'))));
  });

  it('keeps a byte order mark in a name', () => {
    const marked = Uint8Array.of(0xef, 0xbb, 0xbf, 0x78);
    expect(encodeText(decodeText(marked))).toEqual(marked);
  });

  it('reads a Buffer that lies inside a larger one', () => {
    const bytes = modelWith(NODE);
    const pool = Buffer.alloc(bytes.length + 20, 0xff);
    pool.set(bytes, 7);
    const part = pool.subarray(7, 7 + bytes.length);
    const model = parseModel('test', part);
    model.graph.nodes[0]!.message.set('name', 'n');
    expect(sameBytes(toBytes(parseModel('test', part).message), bytes)).toBe(true);
    expect(parseModel('test', toBytes(model.message)).graph.nodes[0]!.name).toBe('n');
  });
});

describe('edits', () => {
  const bytes = modelWith(join(NODE, text(77, 'kept'), NODE, GROUP));

  it('replace one name and nothing else', () => {
    const model = parseModel('test', bytes);
    model.graph.nodes[1]!.outputs = ['z'];
    const at = bytes.lastIndexOf('y'.charCodeAt(0));
    const expected = Uint8Array.from(bytes);
    expected[at] = 'z'.charCodeAt(0);
    expect(toBytes(model.message)).toEqual(expected);
  });

  it('take a node out and put it back', () => {
    const model = parseModel('test', bytes);
    const [, second] = model.graph.nodes;
    model.graph.rewrite((node) => (node === second ? [] : [node]));
    const without = toBytes(model.message);
    expect(bytes.length - without.length).toBe(NODE.length);
    expect(parseModel('test', without).graph.nodes).toHaveLength(1);
    model.graph.rewrite((node) => [node, second!]);
    expect(parseModel('test', toBytes(model.message)).graph.nodes.map(({ op }) => op)).toEqual(['Relu', 'Relu']);
  });

  it('that change nothing give the same bytes', () => {
    const model = parseModel('test', bytes);
    model.graph.rewrite((node) => [node]);
    model.graph.nodes[0]!.inputs = model.graph.nodes[0]!.inputs;
    expect(model.message.changed).toBe(false);
  });
});
