// Damaged models, and damaged records of edits: a result or an error of this project, in bounded time.
import { UnsupportedError } from '@dropkit/core';
import { expect, it } from 'vitest';
import { GraphError, ModelFormatError, UpgradeError } from '../src/errors.js';
import { fold } from '../src/fold/fold.js';
import { activate } from '../src/surgery/activate.js';
import { insert } from '../src/surgery/insert.js';
import { strip } from '../src/surgery/strip.js';
import { BOOL, buildModel, floats, node, value } from './build.js';
import { mutations } from './mutations.js';

const body = (name: string) => ({ name, node: [node('Dropout', ['d'], [`${name}_y`])], output: [value(`${name}_y`, [2, 3])] });
const MODEL = buildModel({
  opset: 13,
  ir: 3,
  graph: {
    node: [
      node('Relu', ['x'], ['h']),
      node('Dropout', ['h', 'ratio'], ['d', 'm']),
      node('Not', ['m'], ['n']),
      node('If', ['which'], ['y'], { then_branch: body('a'), else_branch: body('b') }),
    ],
    initializer: [floats('ratio', [], [0.1])],
    input: [value('x', [2, 3]), value('ratio', []), value('which', [], BOOL)],
    output: [value('y', [2, 3]), value('n', [2, 3], BOOL)],
  },
});
const P30 = { variant: 'dropout', p: 0.3 } as const;

const WORK: readonly [string, (bytes: Uint8Array) => unknown][] = [
  ['strip', (bytes) => strip(bytes)],
  ['insert', (bytes) => insert(bytes, /./, P30)],
  ['activate', (bytes) => activate(bytes)],
];

it.each(WORK)('%s of damaged models', (_, work) => {
  work(MODEL); // the control case
  for (const bytes of mutations(MODEL, 400, 5)) expect(() => work(bytes)).toSatisfy(isNamed);
});

it('strip of damaged models with edits in them', () => {
  const edited = insert(activate(MODEL), 'h', { ...P30, scaling: 'standard' });
  strip(edited);
  fold(edited);
  const record = Buffer.from(edited).indexOf('dropkit.edit');
  const [head, tail] = [edited.slice(0, record), edited.slice(record)];
  for (const bytes of mutations(tail, 300, 6)) {
    expect(() => strip(Buffer.concat([head, bytes]))).toSatisfy(isNamed);
    expect(() => fold(Buffer.concat([head, bytes]))).toSatisfy(isNamed);
  }
  for (const bytes of mutations(head, 200, 7)) {
    expect(() => strip(Buffer.concat([bytes, tail]))).toSatisfy(isNamed);
    expect(() => fold(Buffer.concat([bytes, tail]))).toSatisfy(isNamed);
  }
});

function isNamed(run: unknown): boolean {
  try {
    (run as () => unknown)();
    return true;
  } catch (error) {
    const isSituation = [ModelFormatError, GraphError, UpgradeError, UnsupportedError].some((type) => error instanceof type);
    if (isSituation || (error instanceof RangeError && error.message.startsWith('[@dropkit/'))) return true;
    throw error;
  }
}
