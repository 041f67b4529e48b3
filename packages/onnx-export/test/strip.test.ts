// Native Dropout taken out: outputs keep their names, masks become all true, nothing else changes.
import { expect, test } from 'vitest';
import { inspect } from '../src/inspect/inspect.js';
import { type StripReport, strip } from '../src/surgery/strip.js';
import { BOOL, bool, buildModel, FLOAT, floats, type ModelInit, type NodeInit, node, value } from './build.js';
import { REAL_MODELS } from './real-models.js';
import { bitsOf, noise, run } from './run.js';
import { sameBytes } from './same-bytes.js';

/** Opsets at which Dropout changed, with how the ratio is said; 22 took more types. */
const OPSETS = [6, 7, 10, 12, 13, 22];

/** Relu, Dropout, Neg: training where the opset can say so. */
function chain(opset: number, output = 'y'): Uint8Array {
  const ratio = opset < 12 ? { ratio: 0.5 } : {};
  const inputs = opset < 12 ? ['h'] : ['h', 'ratio', 'training'];
  const nodes = [node('Relu', ['x'], ['h']), node('Dropout', inputs, [output === 'd' ? 'd' : 'd'], ratio)];
  if (output !== 'd') nodes.push(node('Neg', ['d'], ['y']));
  const initializer = opset < 12 ? [] : [floats('ratio', [], [0.5]), bool('training', true)];
  return buildModel({
    opset,
    ir: opset > 20 ? 10 : 8,
    graph: { node: nodes, initializer, input: [value('x', [2, 3])], output: [value(output, [2, 3])] },
  });
}

/** What is left without the Dropout. */
function without(opset: number): Uint8Array {
  return buildModel({
    opset,
    ir: opset > 20 ? 10 : 8,
    graph: {
      node: [node('Relu', ['x'], ['h']), node('Neg', ['h'], ['y'])],
      input: [value('x', [2, 3])],
      output: [value('y', [2, 3])],
    },
  });
}

function stripped(bytes: Uint8Array): { bytes: Uint8Array; report: StripReport } {
  let report: StripReport | undefined;
  const result = strip(bytes, {
    onReport: (given) => {
      report = given;
    },
  });
  expect(inspect(result).dropout).toEqual([]);
  return { bytes: result, report: report! };
}

test.each(OPSETS)('opset %i: the node goes, its constants too, and the rest is what it would have been', (opset) => {
  const { bytes, report } = stripped(chain(opset));
  expect(Buffer.from(bytes).equals(Buffer.from(without(opset)))).toBe(true);
  expect(report.removed).toEqual([{ place: 'graph.node[1]', name: '', input: 'h', output: 'd' }]);
});

test.each(OPSETS)('opset %i: an output of the graph keeps its name', async (opset) => {
  const { bytes } = stripped(chain(opset, 'd'));
  const { d } = await run(bytes, { x: noise([2, 3]) });
  const x = noise([2, 3]).data as Float32Array;
  expect(Array.from(d!.data as Float32Array)).toEqual(Array.from(x, (v) => Math.max(v, 0)));
});

test('a model without dropout is given back itself', () => {
  const bytes = without(13);
  expect(strip(bytes)).toBe(bytes);
});

test.each(REAL_MODELS)('$name has no Dropout and is given back itself', ({ read }) => {
  const bytes = read();
  expect(strip(bytes)).toBe(bytes);
});

/** A graph of x [2, 3] with outputs of the same shape. */
function graph(nodes: NodeInit[], outputs: Record<string, number>, more: Partial<ModelInit> = {}): Uint8Array {
  const output = Object.entries(outputs).map(([name, type]) => value(name, [2, 3], type));
  return buildModel({ opset: 13, ...more, graph: { node: nodes, input: [value('x', [2, 3])], output, ...more.graph } });
}

test('Dropout behind Dropout, in any order of the file, comes down to the first input', async () => {
  const nodes = [
    node('Neg', ['e'], ['y']),
    node('Dropout', ['d'], ['e']),
    node('Dropout', ['h'], ['d']),
    node('Relu', ['x'], ['h']),
  ];
  const { bytes, report } = stripped(graph(nodes, { y: FLOAT }));
  expect(report.removed.map(({ output }) => output)).toEqual(['e', 'd']);
  const expected = await run(graph([node('Relu', ['x'], ['h']), node('Neg', ['h'], ['y'])], { y: FLOAT }), { x: noise([2, 3]) });
  const { y } = await run(bytes, { x: noise([2, 3]) });
  expect(bitsOf(y!)).toBe(bitsOf(expected.y!));
});

test('a mask that is used becomes all true, in the shape of the data', async () => {
  const nodes = [
    node('Relu', ['x'], ['h']),
    node('Dropout', ['h'], ['d', 'm']),
    node('Not', ['m'], ['y']),
    node('Neg', ['d'], ['z']),
  ];
  const { y, z, m } = await run(stripped(graph(nodes, { y: BOOL, z: FLOAT, m: BOOL })).bytes, { x: noise([2, 3]) });
  expect([y!.dims, Array.from(y!.data as Uint8Array)]).toEqual([
    [2, 3],
    [0, 0, 0, 0, 0, 0],
  ]);
  expect(Array.from(m!.data as Uint8Array)).toEqual([1, 1, 1, 1, 1, 1]);
  expect(z!.dims).toEqual([2, 3]);
});

test('before opset 10 a used mask has no meaning without dropout: an error that names it', () => {
  const nodes = [node('Dropout', ['x'], ['d', 'm']), node('Add', ['d', 'm'], ['y'])];
  expect(() => strip(graph(nodes, { y: FLOAT }, { opset: 7 }))).toThrow(
    /strip: the mask "m" of graph.node\[0\] is used.*opset 10/,
  );
});

test('a ratio that others take stays, and so do inputs of the model, which are reported', () => {
  const nodes = [
    node('Relu', ['x'], ['h']),
    node('Dropout', ['h', 'ratio', 'training'], ['d']),
    node('Mul', ['d', 'ratio'], ['y']),
  ];
  const input = [value('x', [2, 3]), value('training', [], BOOL)];
  const bytes = graph(
    nodes,
    { y: FLOAT },
    {
      graph: { node: nodes, initializer: [floats('ratio', [], [0.5])], input, output: [value('y', [2, 3])] },
    },
  );
  const { bytes: result, report } = stripped(bytes);
  expect(report.unusedInputs).toEqual(['training']);
  expect(inspect(result).initializers.count).toBe(1);
  expect(inspect(result).inputs.map(({ name }) => name)).toEqual(['x', 'training']);
});

test('in bodies: their outputs keep names, and what they take from around them is followed', async () => {
  const branch = (name: string, op: string) => ({
    name,
    node: [
      node('Dropout', ['d'], [`${name}_d`]),
      node(op, [`${name}_d`], [`${name}_e`]),
      node('Dropout', [`${name}_e`], [`${name}_y`]),
    ],
    output: [value(`${name}_y`, [2, 3])],
  });
  const nodes = [
    node('Relu', ['x'], ['h']),
    node('Dropout', ['h'], ['d']),
    node('If', ['which'], ['y'], { then_branch: branch('a', 'Neg'), else_branch: branch('b', 'Abs') }),
  ];
  const bytes = graph(
    nodes,
    { y: FLOAT },
    {
      graph: { node: nodes, initializer: [bool('which', true)], input: [value('x', [2, 3])], output: [value('y', [2, 3])] },
    },
  );
  const { bytes: result, report } = stripped(bytes);
  expect(report.removed).toHaveLength(5);
  const [before, after] = [await run(bytes, { x: noise([2, 3]) }), await run(result, { x: noise([2, 3]) })];
  expect(bitsOf(after.y!)).toBe(bitsOf(before.y!));
});

test('where a body hides the name of the input, an Identity stays', async () => {
  const body = { name: 'b', node: [node('Relu', ['x'], ['h']), node('Add', ['h', 'd'], ['s'])], output: [value('s', [2, 3])] };
  const nodes = [
    node('Neg', ['x'], ['h']),
    node('Dropout', ['h'], ['d']),
    node('If', ['w'], ['y'], { then_branch: body, else_branch: body }),
  ];
  const bytes = graph(
    nodes,
    { y: FLOAT },
    {
      graph: { node: nodes, initializer: [bool('w', true)], input: [value('x', [2, 3])], output: [value('y', [2, 3])] },
    },
  );
  expect(inspect(stripped(bytes).bytes).operators).toMatchObject({ Identity: 1 });
});

test('in functions', async () => {
  const fn = {
    name: 'F',
    domain: 'own',
    input: ['a'],
    output: ['c'],
    node: [node('Relu', ['a'], ['b']), node('Dropout', ['b'], ['c'])],
    opsetImport: [{ domain: '', version: 13n }],
  };
  const nodes = [node('F', ['x'], ['y'], {}, { domain: 'own' })];
  const { bytes } = stripped(graph(nodes, { y: FLOAT }, { functions: [fn], domains: { own: 1 } }));
  const { y } = await run(bytes, { x: noise([2, 3]) });
  expect(Array.from(y!.data as Float32Array)).toEqual(Array.from(noise([2, 3]).data as Float32Array, (v) => Math.max(v, 0)));
});

test('in a model of IR version 3 the ratio goes from the inputs too', () => {
  const nodes = [node('Relu', ['x'], ['h']), node('Dropout', ['h', 'ratio'], ['d']), node('Neg', ['d'], ['y'])];
  const input = [value('x', [2, 3]), value('ratio', [])];
  const output = [value('y', [2, 3])];
  const bytes = buildModel({
    opset: 12,
    ir: 3,
    graph: { node: nodes, initializer: [floats('ratio', [], [0.5])], input, output },
  });
  const { report, bytes: result } = stripped(bytes);
  expect(report.unusedInputs).toEqual([]);
  expect(inspect(result).inputs.map(({ name }) => name)).toEqual(['x']);
  expect(sameBytes(result, bytes)).toBe(false);
});

test('fused dropout of onnxruntime is refused by its place', () => {
  const nodes = [node('BiasDropout', ['x', 'x'], ['y'], {}, { domain: 'com.microsoft' })];
  const bytes = graph(nodes, { y: FLOAT }, { domains: { 'com.microsoft': 1 } });
  expect(() => strip(bytes)).toThrow(/strip: graph.node\[0\] is a BiasDropout of com.microsoft/);
});

test('what is no model is refused', () => {
  expect(() => strip('model' as never)).toThrow('[@dropkit/onnx-export] strip: "model" expected a Uint8Array, got "model".');
});
