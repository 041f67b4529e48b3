// Dropout in bodies that run more than once: each turn of a Loop and each step of a Scan drops the same, in the mask of the site's
// address. A branch of If draws from its own stream. On both runtimes.
import { createReferenceBackend, type DropoutConfig, lower, streamId } from '@dropkit/core';
import { describe, expect, it } from 'vitest';
import { activate } from '../src/surgery/activate.js';
import { insert } from '../src/surgery/insert.js';
import { strip } from '../src/surgery/strip.js';
import { BOOL, bool, buildModel, floats, type GraphInit, int64s, type NodeInit, node, value } from './build.js';
import { addressData, type FeedData, noiseData, tensorsOf } from './noise.js';
import { sameBytes } from './same-bytes.js';
import { createSession, RUNTIMES } from './sessions.js';

const INT64 = 7;
const TURNS = 4;
const DIMS = [3, 40];
const P30: DropoutConfig = { variant: 'dropout', p: 0.3 };
const reference = createReferenceBackend();
const x = noiseData(DIMS);
const many = noiseData([TURNS, ...DIMS]);

function dropped(config: DropoutConfig, data: Float32Array, name: string, step = 7): Float32Array {
  return reference.forward(lower(config, DIMS, 'train'), { seed: 42n, stream: streamId(name), step }, data);
}

function model(nodes: NodeInit[], output: NonNullable<GraphInit['output']>, turns = TURNS, more: GraphInit = {}): Uint8Array {
  const input = [value('x', DIMS), value('many', [TURNS, ...DIMS])];
  const initializer = [int64s('turns', [turns], []), bool('go', true)];
  return buildModel({ opset: 18, graph: { node: nodes, input, initializer, output, ...more } });
}

/** A body of Loop: a value goes around, and each turn gives the value `n` of `nodes`. */
function loopBody(nodes: NodeInit[]): GraphInit {
  return {
    name: 'body',
    node: [node('Identity', ['c'], ['c_out']), ...nodes, node('Identity', ['v'], ['v_out'])],
    input: [value('i', [], INT64), value('c', [], BOOL), value('v', DIMS)],
    output: [value('c_out', [], BOOL), value('v_out', DIMS), value('n', DIMS)],
  };
}

/** Relu, then Neg, in each turn: `h` is dropped from. */
function looping(turns = TURNS, data = 'v', before: NodeInit[] = []): Uint8Array {
  const body = loopBody([node(data === 'v' ? 'Relu' : 'Neg', [data], ['h']), node('Neg', ['h'], ['n'])]);
  return model(
    [...before, node('Loop', ['turns', 'go', 'x'], ['last', 'all'], { body })],
    [value('last', DIMS), value('all', ['turns', ...DIMS])],
    turns,
  );
}

/** A step for each of `many`, which also adds up what it has dropped from. */
function scanning(): Uint8Array {
  const body = {
    name: 'body',
    node: [node('Relu', ['one'], ['h']), node('Add', ['sum', 'h'], ['sum_out']), node('Neg', ['h'], ['n'])],
    input: [value('sum', DIMS), value('one', DIMS)],
    output: [value('sum_out', DIMS), value('n', DIMS)],
  };
  const attributes = { body, num_scan_inputs: 1n };
  return model([node('Scan', ['x', 'many'], ['last', 'all'], attributes)], [value('last', DIMS), value('all', [TURNS, ...DIMS])]);
}

const relu = (data: Float32Array) => data.map((v) => Math.max(v, 0));
const negated = (data: Float32Array) => Array.from(data, (v) => -v);
const turn = (t: number) => many.data.subarray(t * 120, (t + 1) * 120);

describe.each(RUNTIMES)('$name', ({ ort }) => {
  const run = async (bytes: Uint8Array, more: FeedData = {}, step = 7) => {
    const session = await createSession(ort, bytes);
    const feeds: FeedData = { x, many, ...addressData(42n, step), ...more };
    const asked = Object.entries(feeds).filter(([name]) => session.inputNames.includes(name));
    const outputs = await session.run(tensorsOf(ort, Object.fromEntries(asked)));
    await session.release();
    return (name: string) => Array.from(outputs[name]!.data as Float32Array);
  };

  it.each<DropoutConfig>([P30, { variant: 'dropPath', p: 0.5 }, { variant: 'uniform', beta: 0.5 }])(
    'each turn of a Loop drops the same: %o',
    async (config) => {
      const bytes = insert(looping(), 'h', config);
      expect(sameBytes(strip(bytes), looping())).toBe(true);
      for (const step of [0, 7]) {
        const all = (await run(bytes, {}, step))('all');
        const one = negated(dropped(config, relu(x.data), 'h', step));
        expect(all).toEqual(Array.from({ length: TURNS }, () => one).flat());
      }
    },
  );

  it('a value that goes around a Loop is dropped from by one mask, again and again', async () => {
    const bytes = insert(looping(), 'v_out', P30);
    let expected = x.data;
    for (let t = 0; t < TURNS; t++) expected = dropped(P30, expected, 'v_out');
    expect((await run(bytes))('last')).toEqual(Array.from(expected));
  });

  it('each step of a Scan drops the same units of its own slice', async () => {
    const bytes = insert(scanning(), 'h', P30);
    expect(sameBytes(strip(bytes), scanning())).toBe(true);
    const output = await run(bytes);
    const steps = Array.from({ length: TURNS }, (_, t) => dropped(P30, relu(turn(t)), 'h'));
    expect(output('all')).toEqual(steps.flatMap(negated));
    let sum = x.data;
    for (const step of steps) sum = sum.map((v, i) => v + step[i]!);
    expect(output('last')).toEqual(Array.from(sum));
  });

  it('a Loop of no turn draws nothing', async () => {
    const output = await run(insert(looping(0), 'h', P30));
    expect(output('all')).toEqual([]);
    expect(output('last')).toEqual(Array.from(x.data));
  });

  it('what a Loop takes from around it is dropped from once, for all turns', async () => {
    const bytes = insert(looping(TURNS, 'a', [node('Relu', ['x'], ['a'])]), ['a', 'h'], P30);
    const outer = dropped(P30, relu(x.data), 'a');
    const inner = dropped(P30, Float32Array.from(negated(outer)), 'h');
    expect((await run(bytes))('all')).toEqual(Array.from({ length: TURNS }, () => negated(inner)).flat());
  });

  it('native Dropout in a Loop in a branch', async () => {
    const body = loopBody([node('Dropout', ['v', 'ratio'], ['d']), node('Neg', ['d'], ['n'])]);
    const branch = (name: string, only: NodeInit) => ({ name, node: [only], output: [value(`${name}_y`, [TURNS, ...DIMS])] });
    const branches = {
      then_branch: branch('p', node('Loop', ['turns', 'go', 'x'], ['p_last', 'p_y'], { body })),
      else_branch: branch('q', node('Neg', ['many'], ['q_y'])),
    };
    const original = model([node('If', ['which'], ['y'], branches)], [value('y', [TURNS, ...DIMS])], TURNS, {
      initializer: [int64s('turns', [TURNS], []), bool('go', true), floats('ratio', [], [0.3])],
      input: [value('x', DIMS), value('many', [TURNS, ...DIMS]), value('which', [], BOOL)],
    });
    const bytes = activate(original);
    const which = (is: number): FeedData => ({ which: { type: 'bool', data: Uint8Array.of(is), dims: [] } });
    const one = negated(dropped(P30, x.data, 'd'));
    expect((await run(bytes, which(1)))('y')).toEqual(Array.from({ length: TURNS }, () => one).flat());
    expect((await run(bytes, which(0)))('y')).toEqual(negated(many.data));
  });
});
