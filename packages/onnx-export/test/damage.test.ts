// Damaged and foreign files: a named error with the place, never a crash, a hang, or memory by a length that only the file claims.
import { describe, expect, it } from 'vitest';
import { GraphError, ModelFormatError, ModelSizeError, UpgradeError } from '../src/errors.js';
import { inspect, upgradeOpset } from '../src/index.js';
import { parseModel } from '../src/model/parse-model.js';
import { createSource } from '../src/wire/source.js';
import { toBytes } from '../src/wire/write.js';
import { bool, buildModel, floats, node, value } from './build.js';
import { mutations } from './mutations.js';
import { REAL_MODELS } from './real-models.js';
import { sameBytes } from './same-bytes.js';
import { plainOf } from './schema-reader.js';

const GOOD = buildModel({
  opset: 13,
  graph: {
    node: [node('Gemm', ['x', 'w'], ['y'], { transB: 1n }), node('If', ['c'], ['z'], { then_branch: { node: [] } })],
    initializer: [floats('w', [2, 2], [1, 2, 3, 4])],
    input: [value('x', ['n', 2])],
    output: [value('y', ['n', 2])],
  },
});

function failure(bytes: Uint8Array): ModelFormatError {
  try {
    parseModel('test', bytes);
  } catch (error) {
    if (error instanceof ModelFormatError) return error;
    throw error;
  }
  throw new Error('no error');
}

const text = (content: string) => new TextEncoder().encode(content);

describe('files that are no ONNX model', () => {
  it.each([
    ['nothing', new Uint8Array()],
    ['an HTML', text('<!DOCTYPE html><html><title>404</title></html>')],
    ['a JSON', text('{"format": "layers-model", "weights": []}')],
    ['Git LFS', text('version https://git-lfs.github.com/spec/v1\noid sha256:0')],
    ['(.ort)', text('\u0010\0\0\0ORTM........')],
    ['TensorFlow Lite', text('\u001c\0\0\0TFL3........')],
    ['a zip archive', text('PK\u0003\u0004\0\0')],
    ['GraphDef', Uint8Array.of(0x0a, 0x0a, 0x0a, 0x01, 0x78, 0x12, 0x05, 0x43, 0x6f, 0x6e, 0x73, 0x74)],
    ['none', Uint8Array.of(0x08, 0x08)],
  ])('%s', (what, bytes) => {
    expect(failure(bytes).message).toContain(what);
  });

  it.each([undefined, null, 'model.onnx', new ArrayBuffer(8), [8, 8]])('%o is a TypeError', (wrong) => {
    expect(() => parseModel('inspect', wrong as unknown as Uint8Array)).toThrow(
      /^\[@dropkit\/onnx-export\] inspect: "model" expected a Uint8Array/,
    );
  });
});

describe('damage', () => {
  it('says where it is', () => {
    // the inner node's tag becomes that of an end of a group
    const bytes = Uint8Array.from(GOOD);
    const at = Buffer.from(bytes).indexOf('transB') - 2; // the tag of the attribute's name
    bytes[at] = 0x0c;
    const error = failure(bytes);
    expect(error.path).toBe('graph.node[0].attribute[0]');
    expect(error.offset).toBe(at);
    expect(error.message).toMatch(
      /^\[@dropkit\/onnx-export\] read: "graph\.node\[0\]\.attribute\[0\]" expected .* at byte \d+\.$/,
    );
  });

  it('truncated at any byte is an error or a shorter model', () => {
    for (let length = 0; length < GOOD.length; length++) {
      const cut = GOOD.slice(0, length);
      expect(() => toBytes(parseModel('test', cut).message)).toSatisfy(isNamedOrLossless(cut));
    }
  });

  it('a length of 4 GiB in a file of 20 bytes', () => {
    expect(failure(Uint8Array.of(0x3a, 0xff, 0xff, 0xff, 0xff, 0x0f, 1, 2, 3)).message).toContain('got 4294967295 at byte 0');
    expect(failure(Uint8Array.of(0x3a, 0x85, 0x80, 0x80, 0x80, 0x80, 0x01, 0, 0, 0, 0, 0)).message).toContain('34359738373');
  });

  it('a wrong wire type', () => {
    const error = failure(Uint8Array.of(0x38, 0x01)); // graph as a number
    expect([error.path, error.message]).toEqual(['graph', expect.stringContaining('wire type 2 (bytes), got wire type 0')]);
  });

  it('packed floats that are no whole number of floats', () => {
    expect(failure(Uint8Array.of(0x3a, 0x07, 0x2a, 0x05, 0x22, 0x03, 1, 2, 3)).path).toBe('graph.initializer[0].float_data[0]');
  });

  it('a second graph', () => {
    expect(failure(Uint8Array.of(0x3a, 0x00, 0x3a, 0x00)).message).toContain('a second one at byte 2');
  });

  it('a group without an end, or with the end of another', () => {
    expect(failure(Uint8Array.of(0x3a, 0x00, 0x7b, 0x08, 0x01)).message).toContain('group');
    expect(failure(Uint8Array.of(0x3a, 0x00, 0x7b, 0x84, 0x01)).message).toContain('group');
  });

  it('nested deeper than protobuf allows', () => {
    const nest = (depth: number) => {
      let graph = new Uint8Array();
      for (let i = 0; i < depth; i++) graph = Uint8Array.from(frame(1, frame(5, frame(6, graph)))); // node.attribute.g
      return frame(7, graph);
    };
    expect(parseModel('test', nest(30)).graph.nodes).toHaveLength(1);
    expect(failure(nest(40)).message).toContain('at most 100 messages inside each other');
    expect(failure(nest(5000)).message).toContain('at most 100 messages inside each other');
    expect(failure(Uint8Array.from([0x3a, 0, ...Array(5000).fill(0x7b)])).message).toContain('groups nested deeper than 100');
  });

  it('more than protobuf allows', () => {
    const large = new Proxy(new Uint8Array(1), { get: (target, key) => (key === 'length' ? 2 ** 31 : Reflect.get(target, key)) });
    expect(() => createSource(large)).toThrow(ModelSizeError);
  });

  it('many unpacked numbers are one field', () => {
    const dims = new Uint8Array(2 ** 18).map((_, i) => (i % 2 ? 1 : 0x08));
    const model = parseModel('test', frame(7, frame(5, dims)));
    const [tensor] = model.graph.initializers;
    expect(tensor!.message.count('dims')).toBe(1);
    expect(tensor!.dims).toHaveLength(2 ** 17);
  });
});

describe('a seeded fuzz', () => {
  it('of small models: a named error, or nothing is lost', () => {
    for (const bytes of mutations(GOOD, 4000, 1)) expect(() => readAll(bytes)).toSatisfy(isNamedOrLossless(bytes));
  });

  it('of a real model', () => {
    const real = REAL_MODELS.find(({ name }) => name.startsWith('hey_rhasspy'))!.read();
    for (const bytes of mutations(real, 150, 2)) expect(() => readAll(bytes)).toSatisfy(isNamedOrLossless(bytes));
  });
});

describe('a seeded fuzz of what is done with models', () => {
  const rich = buildModel({
    opset: 9,
    domains: { own: 1 },
    functions: [
      {
        name: 'F',
        domain: 'own',
        input: ['a'],
        output: ['b'],
        opsetImport: [{ version: 9n }],
        node: [node('Clip', ['a'], ['b'], { min: 0 })],
      },
    ],
    graph: {
      node: [
        node('Constant', [], ['k'], { value: floats('', [4], [1, 1, 2, 2]) }),
        node('Upsample', ['x', 'k'], ['u']),
        node('Softmax', ['u'], ['s'], { axis: 1n }),
        node('If', ['c'], ['i'], { then_branch: branch('p'), else_branch: branch('q') }),
        node('F', ['i'], ['f'], {}, { domain: 'own' }),
        node('Conv', ['f', 'w'], ['v'], { pads: [1n, 1n, 1n, 1n] }),
        node('Relu', ['v'], ['r']),
        node('Dropout', ['r'], ['y'], { ratio: 0.5 }),
      ],
      initializer: [floats('w', [2, 2, 3, 3], Array(36).fill(1)), bool('c', true)],
      input: [value('x', ['n', 2, 4, 4])],
      output: [value('y')],
    },
  });

  function branch(name: string) {
    return { name, node: [node('Neg', ['s'], [`${name}_o`])], output: [value(`${name}_o`)] };
  }

  const work = [inspect, (bytes: Uint8Array) => upgradeOpset(bytes), (bytes: Uint8Array) => inspect(upgradeOpset(bytes))];

  it('a result or a named error', () => {
    expect(inspect(upgradeOpset(rich)).opsets['ai.onnx']).toBe(18);
    for (const bytes of mutations(rich, 1000, 3)) for (const run of work) expect(() => run(bytes)).toSatisfy(isNamed);
  });

  it('of a real model with bodies', () => {
    const real = REAL_MODELS.find(({ name }) => name.startsWith('hey_jarvis'))!.read();
    // the nodes come first; weights, which most mutations would hit, are behind them
    for (const bytes of mutations(real.slice(0, 12_000), 60, 4)) {
      const whole = Buffer.concat([bytes, real.subarray(bytes.length)]);
      for (const run of work) expect(() => run(whole)).toSatisfy(isNamed);
    }
  });
});

function isNamed(run: unknown): boolean {
  try {
    (run as () => unknown)();
    return true;
  } catch (error) {
    if (error instanceof ModelFormatError || error instanceof GraphError || error instanceof UpgradeError) return true;
    throw error;
  }
}

/** Reads every field, and writes. */
function readAll(bytes: Uint8Array): Uint8Array {
  const { message } = parseModel('test', bytes);
  plainOf(message);
  return toBytes(message);
}

/** The property of all damage: a named error, or a lossless way through; no TypeError or RangeError of the engine. */
function isNamedOrLossless(bytes: Uint8Array): (run: unknown) => boolean {
  return (run) => {
    try {
      return sameBytes((run as () => Uint8Array)(), bytes);
    } catch (error) {
      if (error instanceof ModelFormatError) return true;
      throw error;
    }
  };
}

/** A length-delimited field of a number below 16. */
function frame(field: number, content: Uint8Array): Uint8Array {
  const length: number[] = [];
  for (let rest = content.length; ; rest >>>= 7) {
    if (rest < 0x80) {
      length.push(rest);
      break;
    }
    length.push((rest & 0x7f) | 0x80);
  }
  return Buffer.concat([Uint8Array.of((field << 3) | 2, ...length), content]);
}
