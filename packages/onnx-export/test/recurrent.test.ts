// Weights of recurrent layers in a model: hidden-to-hidden weights are dropped once for a whole sequence, each layer's from its own stream
// (Merity et al., "Regularizing and optimizing LSTM language models", 2018: weight-dropped LSTM).
import { createReferenceBackend, type DropoutConfig, lower, streamId } from '@dropkit/core';
import { describe, expect, it, test } from 'vitest';
import { insert } from '../src/surgery/insert.js';
import type { EditReport } from '../src/surgery/report.js';
import { strip } from '../src/surgery/strip.js';
import { buildModel, floats, node, value } from './build.js';
import { bitsOf, noise, ort, run } from './run.js';
import { sameBytes } from './same-bytes.js';

const HIDDEN = 3;
const GATES = { GRU: 3, LSTM: 4, RNN: 1 } as const;
const CONFIG: DropoutConfig = { variant: 'weightDrop', p: 0.4 };
const X = noise([5, 2, HIDDEN]);

const weights = (dims: readonly number[], seed: number) => Array.from(noise(dims, 1, seed).data as Float32Array);

/** Two layers, of opset 7 or newer; `dropped` changes the hidden-to-hidden weights before they are stored. */
function stack(
  op: keyof typeof GATES,
  opset: number,
  directions: number,
  dropped = (_: string, values: number[]): number[] => values,
): Uint8Array {
  const [w, r] = [
    [directions, GATES[op] * HIDDEN, HIDDEN],
    [directions, GATES[op] * HIDDEN, HIDDEN],
  ] as const;
  const direction = directions === 2 ? { direction: 'bidirectional' } : {};
  const attributes = { hidden_size: BigInt(HIDDEN), ...direction };
  return buildModel({
    opset,
    ir: 4,
    graph: {
      node: [
        node(op, ['x', 'w1', 'r1'], ['a'], attributes, { name: 'one' }),
        node('ReduceSum', ['a'], ['b'], opset < 13 ? { axes: [1n], keepdims: 0n } : { keepdims: 0n }, {}),
        node(op, ['b', 'w2', 'r2'], ['', 'y'], attributes, { name: 'two' }),
      ].map((each) => (opset >= 13 && each.opType === 'ReduceSum' ? { ...each, input: ['a', 'axes'] } : each)),
      initializer: [
        floats('w1', w, weights(w, 1)),
        floats('r1', r, dropped('r1', weights(r, 2))),
        floats('w2', w, weights(w, 3)),
        floats('r2', r, dropped('r2', weights(r, 4))),
        ...(opset >= 13 ? [{ name: 'axes', dims: [1n], dataType: 7, rawData: new Uint8Array(BigInt64Array.of(1n).buffer) }] : []),
      ],
      input: [value('x', ['T', 'N', HIDDEN])],
      output: [value('y')],
    },
  });
}

const address = {
  seed: new ort.Tensor('uint64', BigUint64Array.of(11n), []),
  step: new ort.Tensor('uint32', Uint32Array.of(2), []),
};

describe.each(['LSTM', 'GRU', 'RNN'] as const)('%s', (op) => {
  it.each([
    [18, 1],
    [14, 2],
    [9, 1],
  ])('weightDrop at opset %i, %i directions: weights are those that core drops', async (opset, directions) => {
    const bytes = stack(op, opset, directions);
    const reports: EditReport[] = [];
    const edited = insert(bytes, { op }, CONFIG, { onReport: (report) => reports.push(report) });
    const { sites } = reports[0]!;
    expect(sites.map((site) => [site.value, site.stream])).toEqual([
      ['r1', streamId('r1')],
      ['r2', streamId('r2')],
    ]);
    const backend = createReferenceBackend();
    const expected = stack(op, opset, directions, (name, values) => {
      const plan = lower(CONFIG, [directions * GATES[op] * HIDDEN, HIDDEN], 'train'); // all weights, one after another
      return Array.from(backend.forward(plan, { seed: 11n, stream: streamId(name), step: 2 }, Float32Array.from(values)));
    });
    const { y } = await run(edited, { x: X, ...address }, 'disabled');
    expect(bitsOf(y!)).toBe(bitsOf((await run(expected, { x: X }, 'disabled')).y!));
    expect(bitsOf(y!)).not.toBe(bitsOf((await run(bytes, { x: X }, 'disabled')).y!));
    expect(sameBytes(strip(edited), bytes)).toBe(true);
  });
});

test('layers that were chosen are changed, others are not', () => {
  const bytes = stack('LSTM', 18, 1);
  const names = (sites: string[]) => {
    const reports: EditReport[] = [];
    insert(bytes, sites, CONFIG, { onReport: (report) => reports.push(report) });
    return reports[0]!.sites.map(({ value: name }) => name);
  };
  expect(names(['one'])).toEqual(['r1']);
  expect(names(['one', 'two'])).toEqual(['r1', 'r2']);
});

test('a layer of which only the last state is taken is chosen by its name, too', () => {
  const reports: EditReport[] = [];
  insert(stack('GRU', 18, 1), 'two', CONFIG, { onReport: (report) => reports.push(report) });
  expect(reports[0]!.sites).toMatchObject([{ value: 'r2' }]);
});
