// What is not changed stays: over real models and over hostile ones, byte for byte, and read as an independent reader reads it.
import { describe, expect, it } from 'vitest';
import { parseModel } from '../src/model/parse-model.js';
import { chunks, toBytes } from '../src/wire/write.js';
import { REAL_MODELS } from './real-models.js';
import { sameBytes } from './same-bytes.js';
import { plainBySchema, plainOf } from './schema-reader.js';

describe.each(REAL_MODELS)('$name', ({ read }) => {
  const bytes = read();

  it('is written as it was read', () => {
    const { message } = parseModel('test', bytes);
    expect(sameBytes(toBytes(message), bytes)).toBe(true);
    expect([...chunks(message)]).toHaveLength(1);
  });

  it('is written as it was read when each message was entered and one small field set anew', () => {
    const model = parseModel('test', bytes);
    plainOf(model.message);
    model.message.set('ir_version', model.message.int('ir_version'));
    expect(model.message.changed).toBe(true);
    expect(sameBytes(Buffer.concat([...chunks(model.message)]), bytes)).toBe(true);
    expect(sameBytes(toBytes(model.message), bytes)).toBe(true);
  });

  it('is read as an independent reader reads it', () => {
    const { message } = parseModel('test', bytes);
    expect(plainOf(message)).toEqual(plainBySchema(bytes, message));
  });

  it('changes only what an edit names', () => {
    const model = parseModel('test', bytes);
    const [node] = model.graph.nodes.slice(-1);
    const before = node!.message;
    node!.message.set('doc_string', 'edited');
    const edited = toBytes(model.message);
    // in front of the node there are only longer lengths: of the graph and of the node
    const rest = bytes.subarray(before.end);
    expect(sameBytes(edited.subarray(edited.length - rest.length), rest)).toBe(true);
    expect(edited.length - bytes.length).toBeLessThanOrEqual('edited'.length + 2 + 2);
    const again = parseModel('test', edited);
    again.graph.nodes.at(-1)!.message.clear('doc_string');
    expect(sameBytes(toBytes(again.message), bytes)).toBe(true);
  });
});

describe('the comparison with an independent reader can fail', () => {
  it.each(['one bit of a weight', 'one letter of a name'])('%s', (what) => {
    const bytes = REAL_MODELS.find(({ name }) => name.startsWith('alexa'))!.read();
    const model = parseModel('test', bytes);
    const other = Uint8Array.from(bytes);
    const [weight] = model.graph.initializers;
    const [node] = model.graph.nodes;
    const at = what.endsWith('weight') ? weight!.message.bytes('raw_data')! : node!.message.bytes('output')!;
    other[at.byteOffset - bytes.byteOffset] = at[0]! ^ 1;
    expect(plainOf(model.message)).not.toEqual(plainBySchema(other, model.message));
  });
});
