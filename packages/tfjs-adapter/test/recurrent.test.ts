// Recurrent cells: the right mask at each gate and time step, fresh for each batch of sequences, off at inference. Cells are compared with
// their equations in plain numbers, with masks from the reference backend.
import '@tensorflow/tfjs-backend-cpu';
import { createReferenceBackend, type DropoutConfig, lower, streamId } from '@dropkit/core';
import {
  add,
  mul,
  ones,
  type Scalar,
  setBackend,
  square,
  sum,
  type Tensor,
  tensor,
  type Variable,
  zeros,
} from '@tensorflow/tfjs-core';
import { model as functional, input, type RNN, type SymbolicTensor, sequential, layers as tf } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { layers, mcPredict, type VariationalCell, type VariationalCellArgs, type ZoneoutCellArgs } from '../src/index.js';
import { checkGradients } from './gradients.js';
import { opTestValues } from './op-values.js';

beforeAll(() => setBackend('cpu'));

const [ROWS, TIME, IN, UNITS] = [3, 4, 2, 2];
const SITE = { seed: 9, name: 'site' };
const normals = (shape: number[]) => tensor(opTestValues(shape), shape);
const X = () => normals([ROWS, TIME, IN]);
const initial = { recurrentInitializer: 'zeros' } as const; // tfjs' default needs more than tfjs-core has

const CELLS = {
  lstm: { make: () => tf.lstmCell({ units: UNITS, recurrentActivation: 'sigmoid', ...initial }), gates: ['i', 'f', 'c', 'o'] },
  gru: { make: () => tf.gruCell({ units: UNITS, recurrentActivation: 'sigmoid', ...initial }), gates: ['z', 'r', 'h'] },
  simple: { make: () => tf.simpleRNNCell({ units: UNITS, ...initial }), gates: ['h'] },
} as const;

type CellName = keyof typeof CELLS;

const variational = (cell: tf.Layer, args: Partial<VariationalCellArgs> = {}) =>
  layers.variationalCell({ cell, rate: 0.5, recurrentRate: 0.5, ...SITE, ...args });
const zoneout = (cell: tf.Layer, args: Partial<ZoneoutCellArgs> = {}) =>
  layers.zoneoutCell({ cell, rate: 0.5, ...SITE, ...args });

/** An RNN over the cell with normal weights, which returns all outputs. */
function over(cell: tf.Layer): RNN {
  const rnn = layers.rnn({ cell: cell as never, returnSequences: true });
  rnn.build([null, TIME, IN]);
  rnn.built = true;
  rnn.setWeights(rnn.getWeights().map(({ shape }) => normals(shape)));
  return rnn;
}

const run = (rnn: RNN, training: boolean, x: Tensor = X()) => (rnn.apply(x, { training }) as Tensor).arraySync() as number[][][];

/** Values [row][time][feature] that a config gives to ones at a part of the site. */
function maskOf(config: DropoutConfig, features: number, part: string, step = 0) {
  const shape = [ROWS, TIME, features];
  const stream = streamId(`${streamId('site')}/${part}`);
  const values = new Float32Array(ROWS * TIME * features).fill(1);
  const other = { other: new Float32Array(values.length) }; // zoneout: 0 where the state stays
  const plan = lower(config, shape, 'train');
  const backend = createReferenceBackend();
  const y = backend.forward(plan, { seed: 9, stream, step }, values, undefined, config.variant === 'zoneout' ? other : undefined);
  return (row: number, time: number, feature: number) => y[(row * TIME + time) * features + feature];
}

type Mask = ReturnType<typeof maskOf>;
const KEEP: Mask = () => 1;

interface Masks {
  readonly input: (gate: string) => Mask;
  readonly state: (gate: string) => Mask;
  readonly candidate: Mask;
}

const sigmoid = (z: number) => 1 / (1 + Math.exp(-z));

/** The outputs of a cell, from its equations; `keep` has the shares of the new states, 0 or 1 in training. */
function outputsOf(name: CellName, rnn: RNN, masks: Masks, keep: { h: Mask; c: Mask } = { h: KEEP, c: KEEP }): number[][][] {
  const { gates } = CELLS[name];
  const [w, u, b] = rnn.getWeights().map((weight) => weight.arraySync()) as [number[][], number[][], number[]];
  const x = X().arraySync() as number[][][];
  return x.map((sequence, n) => {
    let [h, c] = [new Array<number>(UNITS).fill(0), new Array<number>(UNITS).fill(0)];
    return sequence.map((now, t) => {
      const z = (gate: string, previous: number[]) =>
        Array.from({ length: UNITS }, (_, j) => {
          const column = gates.indexOf(gate as never) * UNITS + j;
          const ofInput = now.reduce((z, value, i) => z + value * masks.input(gate)(n, t, i) * w[i][column], b[column]);
          return previous.reduce((z, value, i) => z + value * masks.state(gate)(n, t, i) * u[i][column], ofInput);
        });
      const candidate = (g: number[]) => g.map((value, j) => Math.tanh(value) * masks.candidate(n, t, j));
      let next: number[];
      let nextC = c;
      if (name === 'simple') next = z('h', h).map(Math.tanh);
      else if (name === 'gru') {
        const [update, reset] = [z('z', h).map(sigmoid), z('r', h).map(sigmoid)];
        const g = candidate(
          z(
            'h',
            h.map((value, j) => value * reset[j]),
          ),
        );
        next = h.map((value, j) => update[j] * value + (1 - update[j]) * g[j]);
      } else {
        const [i, f, o] = ['i', 'f', 'o'].map((gate) => z(gate, h).map(sigmoid));
        const g = candidate(z('c', h));
        nextC = c.map((value, j) => f[j] * value + i[j] * g[j]);
        next = nextC.map((value, j) => o[j] * Math.tanh(value));
      }
      const mixed = (share: number, value: number, before: number) => share * value + (1 - share) * before;
      h = next.map((value, j) => mixed(keep.h(n, t, j), value, h[j]));
      c = nextC.map((value, j) => mixed(keep.c(n, t, j), value, c[j]));
      return h;
    });
  });
}

function expectClose(actual: number[][][], expected: number[][][]): void {
  const [a, b] = [actual, expected].map((values) => values.flat(2));
  expect(a.length).toBe(b.length);
  a.forEach((value, i) => {
    expect(value).toBeCloseTo(b[i], 5);
  });
}

const NONE: Masks = { input: () => KEEP, state: () => KEEP, candidate: KEEP };
const state = { variant: 'recurrent', p: 0.5, target: 'state' } as const;
const NAMES: CellName[] = ['lstm', 'gru', 'simple'];

describe.each(NAMES)('VariationalCell over %s', (name) => {
  it('drops inputs and states by a mask for each gate, the same at all time steps, fresh for each batch', () => {
    const rnn = over(variational(CELLS[name].make()));
    for (const step of [0, 1]) {
      const masks: Masks = {
        input: (gate) => maskOf(state, IN, `input/${gate}`, step),
        state: (gate) => maskOf(state, UNITS, `state/${gate}`, step),
        candidate: KEEP,
      };
      expectClose(run(rnn, true), outputsOf(name, rnn, masks));
    }
    expect((rnn.cell as unknown as VariationalCell).step).toBe(2);
  });

  it('drops inputs only, or states only', () => {
    const input = (gate: string) => maskOf(state, IN, `input/${gate}`);
    const ofInputs = over(variational(CELLS[name].make(), { recurrentRate: 0 }));
    expectClose(run(ofInputs, true), outputsOf(name, ofInputs, { ...NONE, input }));
    const ofStates = over(variational(CELLS[name].make(), { rate: 0 }));
    const states = (gate: string) => maskOf(state, UNITS, `state/${gate}`);
    expectClose(run(ofStates, true), outputsOf(name, ofStates, { ...NONE, state: states }));
  });

  it('is the cell at inference, and with rates of 0', () => {
    const plain = tf.rnn({ cell: CELLS[name].make() as never, returnSequences: true }) as RNN;
    plain.apply(X());
    plain.setWeights(plain.getWeights().map(({ shape }) => normals(shape)));
    const expected = run(plain, false);
    expect(run(over(variational(CELLS[name].make())), false)).toEqual(expected);
    expect(run(over(variational(CELLS[name].make(), { rate: 0, recurrentRate: 0 })), true)).toEqual(expected);
    expectClose(expected, outputsOf(name, plain, NONE));
  });

  it('has the gradients of what it computes', () => {
    const rnn = over(variational(CELLS[name].make()));
    const variables = rnn.trainableWeights.map((weight) => weight.read() as Variable);
    checkGradients(
      rnn.cell as unknown as VariationalCell,
      () => sum(square(rnn.apply(X(), { training: true }) as Tensor)) as Scalar,
      variables,
    );
  });
});

describe('VariationalCell', () => {
  it.each(['lstm', 'gru'] as const)('drops the candidate of %s anew at each time step', (name) => {
    const rnn = over(variational(CELLS[name].make(), { rate: 0, recurrentTarget: 'candidate' }));
    const candidate = maskOf({ variant: 'recurrent', p: 0.5, target: 'candidate' }, UNITS, 'candidate');
    const overTime = Array.from({ length: ROWS * UNITS }, (_, i) =>
      Array.from({ length: TIME }, (_, t) => candidate(Math.floor(i / UNITS), t, i % UNITS)),
    );
    expect(overTime.some((values) => new Set(values).size > 1)).toBe(true);
    expectClose(run(rnn, true), outputsOf(name, rnn, { ...NONE, candidate }));
  });

  it('scales at inference if told so', () => {
    const rnn = over(variational(CELLS.lstm.make(), { scaling: 'standard' }));
    const half: Mask = () => 0.5;
    expectClose(run(rnn, false), outputsOf('lstm', rnn, { input: () => half, state: () => half, candidate: KEEP }));
  });

  it('gives the cells of a stack masks of their own', () => {
    const stack = () => tf.stackedRNNCells({ cells: [CELLS.gru.make(), CELLS.lstm.make()] as never });
    const rnn = over(variational(stack()));
    const both = { variant: 'recurrent', p: 0.5, target: 'state' } as const;
    const first = maskOf(both, IN, '0/input/h');
    const second = maskOf(both, UNITS, '1/input/i');
    expect([0, 1, 2].map((n) => [first(n, 0, 0), first(n, 0, 1)])).not.toEqual(
      [0, 1, 2].map((n) => [second(n, 0, 0), second(n, 0, 1)]),
    );
    const plain = tf.rnn({ cell: stack(), returnSequences: true }) as RNN;
    plain.apply(X());
    for (const [i, weight] of plain.weights.entries()) weight.write(rnn.getWeights()[i]);
    expectClose(run(rnn, false), run(plain, false));
    expect(run(rnn, true)).not.toEqual(run(rnn, true));
    const lower = over(variational(tf.stackedRNNCells({ cells: [CELLS.gru.make()] as never })));
    const alone = over(variational(CELLS.gru.make()));
    expect(run(lower, true)).toEqual(run(alone, true));
  });

  it('has one mask for the input and one for the state of a cell that it does not know', () => {
    class Sum extends tf.RNNCell {
      static readonly className = 'SumCell';
      stateSize = IN;
      declare dropoutMask: Tensor;
      declare recurrentDropoutMask: Tensor;

      override call(inputs: Tensor | Tensor[]): Tensor[] {
        const [x, h] = inputs as Tensor[];
        const total = add(x, h);
        return [total, total];
      }
    }
    const rnn = layers.rnn({ cell: variational(new Sum({}), { recurrentRate: 0 }), returnSequences: true });
    const y = run(rnn, true, ones([ROWS, TIME, IN]));
    const mask = maskOf(state, IN, 'input/input');
    y.forEach((sequence, n) => {
      sequence.forEach((values, t) => {
        expect(values).toEqual(values.map((_, i) => (t + 1) * mask(n, t, i))); // the same mask adds up
      });
    });
  });

  it('refuses cells that drop by themselves, and candidates where there are none', () => {
    expect(() => variational(tf.lstmCell({ units: 2, dropout: 0.5 }))).toThrow(
      /"cell" expected a cell without dropout of its own, got rates 0.5 and 0/,
    );
    expect(() => variational(CELLS.simple.make(), { recurrentTarget: 'candidate' })).toThrow(
      /"cell" expected LSTM or GRU cells.*SimpleRNNCell/,
    );
    expect(() => variational(CELLS.gru.make(), { recurrentTarget: 'memory' as never })).toThrow(/"recurrentTarget"/);
    expect(() => variational(CELLS.gru.make(), { recurrentRate: 2 })).toThrow(
      /"recurrentRate" expected a number in \[0, 1\], got 2/,
    );
  });
});

describe('ZoneoutCell', () => {
  it.each(NAMES)('keeps states of %s by a mask for each time step', (name) => {
    const rnn = over(zoneout(CELLS[name].make(), { rate: 0.3, cellRate: 0.6 }));
    const keep = {
      h: maskOf({ variant: 'zoneout', p: 0.3 }, UNITS, 'state/0'),
      c: maskOf({ variant: 'zoneout', p: 0.6 }, UNITS, 'state/1'),
    };
    expectClose(run(rnn, true), outputsOf(name, rnn, NONE, keep));
  });

  it.each(NAMES)('mixes new and previous states of %s by the probabilities at inference', (name) => {
    const rnn = over(zoneout(CELLS[name].make(), { rate: 0.25, cellRate: 0.75 }));
    const share = { h: () => 0.75, c: () => 0.25 };
    expectClose(run(rnn, false), outputsOf(name, rnn, NONE, share));
  });

  it('has the gradients of what it computes, also around another cell', () => {
    const inner = variational(CELLS.lstm.make(), { name: 'inner' });
    const rnn = over(zoneout(inner));
    const variables = rnn.trainableWeights.map((weight) => weight.read() as Variable);
    const loss = () => {
      inner.step = 0;
      return sum(square(rnn.apply(X(), { training: true }) as Tensor)) as Scalar;
    };
    checkGradients(rnn.cell as unknown as VariationalCell, loss, variables);
  });
});

describe('layers.rnn', () => {
  it('is what training needs: tf.layers.rnn is told so, and may infer', () => {
    const rnn = tf.rnn({ cell: variational(CELLS.lstm.make()) as never });
    expect((rnn.apply(X()) as Tensor).shape).toEqual([ROWS, UNITS]);
    expect(() => rnn.apply(X(), { training: true })).toThrow(
      /DropkitVariationalCell: "call" expected a call from layers.rnn, .*Use layers.rnn\(\{ cell \}\)/,
    );
  });

  it('counts no step when it fails', () => {
    const rnn = over(variational(CELLS.gru.make()));
    expect(() => rnn.call(zeros([ROWS, TIME, IN + 1]), { training: true })).toThrow();
    expect((rnn.cell as unknown as VariationalCell).step).toBe(0);
    expect(run(rnn, true)).toEqual(run(over(variational(CELLS.gru.make())), true));
  });

  it('works with masked time steps, returned states and backwards', () => {
    const x = input({ shape: [TIME, IN] });
    const masked = tf.masking({ maskValue: 0 }).apply(x) as SymbolicTensor;
    const cell = () => variational(CELLS.lstm.make());
    const last = layers.rnn({ cell: cell(), goBackwards: true, returnState: true }).apply(masked) as SymbolicTensor[];
    const net = functional({ inputs: x, outputs: last });
    const outputs = net.apply(X(), { training: true }) as Tensor[];
    expect(outputs.map(({ shape }) => shape)).toEqual([
      [ROWS, UNITS],
      [ROWS, UNITS],
      [ROWS, UNITS],
    ]);
  });

  it('adds the regularisers of its cell to the loss, which tf.layers.rnn forgets', () => {
    const cell = tf.simpleRNNCell({ units: 2, kernelInitializer: 'ones', kernelRegularizer: 'l1l2', ...initial });
    const model = sequential({ layers: [layers.rnn({ cell: variational(cell), inputShape: [TIME, IN] })] });
    model.predict(X());
    expect(model.calculateLosses().map((loss) => loss.dataSync()[0])[0]).toBeCloseTo(0.01 * 4 + 0.01 * 4, 6);
  });

  it('has the weights of the layer that it stands for, under its own name', () => {
    const model = sequential({
      layers: [layers.rnn({ cell: variational(CELLS.lstm.make()), name: 'lstm', inputShape: [TIME, IN] })],
    });
    expect(model.weights.map(({ originalName }) => originalName)).toEqual(['lstm/kernel', 'lstm/recurrent_kernel', 'lstm/bias']);
  });

  it('samples at inference with one mask for a sequence, whatever the batches', async () => {
    const rnn = over(variational(CELLS.gru.make()));
    const x = input({ shape: [TIME, IN] });
    const model = functional({ inputs: x, outputs: rnn.apply(x) as SymbolicTensor });
    const whole = await mcPredict(model, X(), { samples: 1, seed: 9 });
    const masks: Masks = {
      input: (gate) => maskOf(state, IN, `input/${gate}`),
      state: (gate) => maskOf(state, UNITS, `state/${gate}`),
      candidate: KEEP,
    };
    outputsOf('gru', rnn, masks)
      .flat(2)
      .forEach((value, i) => {
        expect(whole.mean[i]).toBeCloseTo(value, 5);
      });
  });
});

describe('layers.bidirectional', () => {
  const rnn = (args: object = {}) =>
    layers.rnn({ cell: variational(CELLS.gru.make()), returnSequences: true, name: 'rnn', ...args });

  it('runs both directions with masks of their own', () => {
    const both = layers.bidirectional({ layer: rnn(), name: 'both' });
    both.apply(X());
    const half = both.getWeights().length / 2;
    both.setWeights(both.getWeights().map(({ shape }) => normals(shape))); // the same in both directions
    const y = (both.apply(ones([ROWS, TIME, IN]), { training: true }) as Tensor).arraySync() as number[][][];
    expect(half).toBe(3);
    const forward = y.map((sequence) => sequence.map((values) => values.slice(0, UNITS)));
    const backward = y.map((sequence) => [...sequence].reverse().map((values) => values.slice(UNITS)));
    expect(backward).not.toEqual(forward); // a constant input tells the directions apart by nothing but their masks
    const plain = (both.apply(ones([ROWS, TIME, IN])) as Tensor).arraySync() as number[][][];
    expect(plain.map((sequence) => [...sequence].reverse().map((values) => values.slice(UNITS)))).toEqual(
      plain.map((sequence) => sequence.map((values) => values.slice(0, UNITS))),
    );
  });

  it.each(['concat', 'sum', 'mul', 'ave', null] as const)('merges by %s as tf.layers.bidirectional does', (mergeMode) => {
    const layer = () => tf.gru({ units: UNITS, returnSequences: true, returnState: true, ...initial });
    const [ours, theirs] = [
      layers.bidirectional({ layer: layer() as RNN, mergeMode }),
      tf.bidirectional({ layer: layer() as RNN, mergeMode: mergeMode as never }),
    ];
    const run = (both: tf.Layer) => {
      both.apply(X());
      both.setWeights(both.getWeights().map(({ shape }) => normals(shape)));
      return (both.apply(X()) as Tensor[]).map((output) => output.arraySync());
    };
    expect(run(ours)).toEqual(run(theirs));
    expect(ours.computeOutputShape([ROWS, TIME, IN])).toEqual(run(ours).map((values) => tensor(values as number[]).shape));
  });

  it('has weights of names that tell the directions apart', () => {
    const model = sequential({ layers: [layers.bidirectional({ layer: rnn(), name: 'both', inputShape: [TIME, IN] })] });
    expect(model.weights.map(({ originalName }) => originalName).filter((name) => name.endsWith('/kernel'))).toEqual([
      'both/rnn/kernel',
      'both/backward_rnn/kernel',
    ]);
  });

  it('is what training needs in both directions: tf.layers.bidirectional is told so, and may infer and sample', async () => {
    const cell = variational(CELLS.gru.make());
    const both = tf.bidirectional({ layer: layers.rnn({ cell: cell as never }), mergeMode: 'concat', inputShape: [TIME, IN] });
    const model = sequential({ layers: [both] });
    expect((both.apply(X()) as Tensor).shape).toEqual([ROWS, 2 * UNITS]);
    expect(() => both.apply(X(), { training: true })).toThrow(
      /DropkitRNN: "call" expected no training in tf.layers.bidirectional.*Use layers.bidirectional/,
    );
    await expect(mcPredict(model, X(), { samples: 2, seed: 1 })).resolves.toMatchObject({ samples: 2 });
    const idle = layers.rnn({ cell: variational(CELLS.gru.make(), { rate: 0, recurrentRate: 0 }) as never });
    expect(() => tf.bidirectional({ layer: idle, mergeMode: 'sum' }).apply(X(), { training: true })).not.toThrow();
    const wrapped = layers.weightDrop({ layer: tf.gru({ units: UNITS, ...initial }), rate: 0.5, seed: 1, name: 'wrapped' });
    expect(() => tf.bidirectional({ layer: wrapped as never, mergeMode: 'sum' })).toThrow(
      /DropkitWeightDrop: "goBackwards" expected no option.*use layers.bidirectional/,
    );
  });

  it('asks for a cell', () => {
    expect(() => layers.rnn({} as never)).toThrow(
      /DropkitRNN: "cell" expected a recurrent cell, or an array of them, got undefined/,
    );
    expect(() => layers.rnn({ cell: tf.dense({ units: 2 }) as never })).toThrow(/"cell" expected a recurrent cell/);
  });

  it('refuses what are no two directions', () => {
    expect(() => layers.bidirectional({ layer: tf.dense({ units: 2 }) as never })).toThrow(
      /"layer" expected a recurrent layer, got a Dense/,
    );
    expect(() => layers.bidirectional({ layer: rnn(), backwardLayer: rnn() })).toThrow(
      /"backwardLayer" expected the other direction/,
    );
    expect(() => layers.bidirectional({ layer: rnn(), mergeMode: 'max' as never })).toThrow(/"mergeMode" expected/);
    expect(() => layers.bidirectional({ layer: rnn(), merge: 'sum' } as never)).toThrow(
      /"merge" expected no option of this name/,
    );
  });
});

describe('initial states', () => {
  const gru = () => tf.gru({ units: UNITS, returnSequences: true, ...initial }) as RNN;
  const both = { mergeMode: 'concat' } as const;
  const wrap = (layer: tf.Layer) => layers.weightDrop({ layer, rate: 0.5, ...SITE });
  const states = (count: number) => Array.from({ length: count }, (_, n) => mul(normals([ROWS, UNITS]), n + 1));

  /** The outputs of a layer that is given states as inputs of a model, and as arguments of a call. */
  function outputs(layer: tf.Layer, count: number): unknown[] {
    const x = input({ shape: [TIME, IN] });
    const initialState = Array.from({ length: count }, () => input({ shape: [UNITS] }));
    const y = layer.apply(x, { initialState } as never) as SymbolicTensor;
    layer.setWeights(layer.getWeights().map(({ shape }) => normals(shape)));
    const net = functional({ inputs: [x, ...initialState], outputs: y });
    const values = [X(), ...states(count)];
    const direct = [layer.apply(X(), { initialState: states(count) } as never), layer.apply(values)];
    return [net.predict(values), ...direct].map((output) => (output as Tensor).arraySync());
  }

  it.each([
    ['bidirectional', () => layers.bidirectional({ layer: gru() }), () => tf.bidirectional({ layer: gru(), ...both }), 2],
    ['weightDrop', () => wrap(gru()), gru, 1],
    [
      'weightDrop of bidirectional',
      () => wrap(layers.bidirectional({ layer: gru() })),
      () => tf.bidirectional({ layer: gru(), ...both }),
      2,
    ],
  ] as const)('reach what %s holds', (_, ours, theirs, count) => {
    const [expected] = outputs(theirs(), count);
    expect(outputs(ours(), count)).toEqual([expected, expected, expected]);
    const x = input({ shape: [TIME, IN] });
    expect(() => ours().apply([x, ...Array.from({ length: 3 }, () => input({ shape: [UNITS] }))])).toThrow(
      new RegExp(`"initialState" expected ${count} tensors, one for each state, got 3`),
    );
  });

  it('are refused where nothing takes them', () => {
    const dense = layers.dropConnect({ layer: tf.dense({ units: 2 }), rate: 0.5 });
    expect(() => dense.apply(normals([2, 2]), { initialState: [normals([2, 2])] } as never)).toThrow(
      /"initialState" expected 0 tensors.*got 1/,
    );
  });
});
