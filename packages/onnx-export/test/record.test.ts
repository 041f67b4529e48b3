// What edits say about themselves in the metadata: which dropout is where. A damaged record is none.
import type { DropoutConfig } from '@dropkit/core';
import { streamId } from '@dropkit/core';
import { expect, it } from 'vitest';
import { parseModel } from '../src/model/parse-model.js';
import { activate } from '../src/surgery/activate.js';
import { join } from '../src/surgery/edited.js';
import { insert } from '../src/surgery/insert.js';
import { addRecord, type EditRecord, recordsOf } from '../src/surgery/record.js';
import { strip } from '../src/surgery/strip.js';
import { chunks } from '../src/wire/write.js';
import { BOOL, bool, buildModel, node, value } from './build.js';
import { sameBytes } from './same-bytes.js';

const body = (name: string) => ({ name, node: [node('Relu', ['x'], ['r']), node('Neg', ['r'], [name])], output: [value(name)] });
const MODEL = buildModel({
  opset: 18,
  graph: {
    node: [
      node('Abs', ['x'], ['a']),
      node('Dropout', ['a'], ['d', 'm']),
      node('If', ['which'], ['y'], { then_branch: body('t'), else_branch: body('e') }),
    ],
    initializer: [bool('which', true)],
    input: [value('x', [2, 3, 4])],
    output: [value('y'), value('d'), value('m', undefined, BOOL)],
  },
});
const SPATIAL: DropoutConfig = { variant: 'spatial', p: 0.25, layout: 'channelsFirst' };

const recordsIn = (bytes: Uint8Array) => recordsOf(parseModel('test', bytes)).map(({ message, ...record }) => record);
const sitesIn = (bytes: Uint8Array) => recordsIn(bytes).flatMap(({ sites }) => sites);

it('says config, scope and stream of each site, of each edit', () => {
  const edited = activate(insert(MODEL, /^r$/, SPATIAL));
  expect(sitesIn(edited)).toMatchObject([
    { output: 'r', stream: streamId('r'), scope: 'graph.node[2].attribute[0].g', config: SPATIAL },
    { output: 'r', stream: streamId('r.2'), scope: 'graph.node[2].attribute[1].g', config: SPATIAL },
    { output: 'd', mask: 'm', stream: streamId('d'), scope: 'graph', config: { variant: 'dropout', p: 0.5 } },
  ]);
});

it('says where a body is in the model that was given, which an upgrade changes', () => {
  const old = buildModel({
    opset: 11,
    graph: {
      node: [
        node('ReduceMean', ['x'], ['a'], { axes: [1n] }), // its axes become a constant in front
        node('If', ['which'], ['y'], { then_branch: body('t'), else_branch: body('e') }),
      ],
      initializer: [bool('which', true)],
      input: [value('x', [2, 3, 4])],
      output: [value('y'), value('a')],
    },
  });
  const scope = 'graph.node[1].attribute[1].g';
  const reports: unknown[] = [];
  const edited = insert(old, { value: 'r', scope }, SPATIAL, { onReport: (report) => reports.push(report) });
  expect(reports).toMatchObject([{ sites: [{ scope }] }]);
  expect(sitesIn(edited)).toMatchObject([{ scope }]);
});

it('gives back any record that was written, and strip undoes it', () => {
  const site = (i: number, config: DropoutConfig, scope = 'graph') => ({
    input: `i${i}`,
    output: `o${i}`,
    stream: i,
    config,
    scope,
  });
  const record: EditRecord = {
    operation: 'monteCarlo',
    prefix: 'dk_',
    inputs: ['seed'],
    sites: [
      site(0, SPATIAL),
      { ...site(1, { variant: 'dropout', p: 0.5 }), mask: 'm', element: 10 },
      site(2, SPATIAL, 'graph.node[1].attribute[0].g'),
      site(3, { variant: 'dropout', p: 0.5 }),
    ],
  };
  const model = parseModel('test', MODEL);
  addRecord(model, MODEL, record);
  const bytes = join([...chunks(model.message)]);
  expect(recordsIn(bytes)).toEqual([record]);
  const [entry] = recordsOf(parseModel('test', bytes));
  expect(JSON.parse(entry!.message.text('value')).configs).toHaveLength(2);
  expect(sameBytes(strip(bytes), strip(MODEL))).toBe(true);
});

it.each<[string, (record: Record<string, unknown>) => void]>([
  ['a config that core refuses', (record) => (record.configs = [{ variant: 'dropout', p: 2 }])],
  ['no configs', (record) => delete record.configs],
  ['a site of a config that is not there', (record) => (record.sites = [['i', 'o', 1, 7]])],
  ['a site without an output', (record) => (record.sites = [['i']])],
  ['a stream that is no number', (record) => (record.sites = [['i', 'o', 's']])],
  ['an element type that is no number', (record) => (record.sites = [['i', 'o', 1, 0, 'float']])],
  ['a scope that is not there', (record) => (record.sites = [['i', 'o', 1, 0, 0, 1]])],
  ['a scope that is no text', (record) => Object.assign(record, { sites: [['i', 'o', 1, 0, 0, 1]], scopes: [{}] })],
  ['a mask that is no text', (record) => (record.sites = [['i', 'o', 1, 0, 0, 0, 5]])],
  ['an address that is none', (record) => (record.address = 'seed')],
  ['an operation of another version', (record) => (record.operation = 'fold')],
  ['no prefix', (record) => (record.prefix = '')],
])('%s is no record', (_, damage) => {
  const model = parseModel('test', insert(MODEL, 'a', SPATIAL));
  const { message } = recordsOf(model)[0]!;
  const record = JSON.parse(message.text('value'));
  damage(record);
  message.set('value', JSON.stringify(record));
  expect(recordsIn(join([...chunks(model.message)]))).toEqual([]);
});
