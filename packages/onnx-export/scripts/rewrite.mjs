// The two processes of memory.mjs: one makes a model, one rewrites it and reports its own peak.
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { setOpset } from '../src/model/model.ts';
import { Node } from '../src/model/node.ts';
import { parseModel } from '../src/model/parse-model.ts';
import { GRAPH, MODEL, VALUE_INFO } from '../src/model/schema.ts';
import { Tensor } from '../src/model/tensor.ts';
import { upgradeModel } from '../src/upgrade/upgrade-model.ts';
import { Message } from '../src/wire/message.ts';
import { chunks } from '../src/wire/write.ts';

const MB = 2 ** 20;
/** Bytes of one stored tensor. */
const WEIGHT = 16 * MB;

/** A chain of MatMul, ReduceMean and Softmax, one weight each, at opset 11. */
function make(path, megabytes) {
  const graph = Message.empty(GRAPH);
  const raw = new Uint8Array(WEIGHT).map((_, i) => i);
  for (let i = 0; i < (megabytes * MB) / WEIGHT; i++) {
    graph.add('initializer', Tensor.create(1, [2048, 2048], raw, `w${i}`).message);
    const op = (name, inputs, output, attributes) =>
      graph.add('node', Node.create({ op: name, inputs, outputs: [output], attributes }).message);
    op('MatMul', [`x${i}`, `w${i}`], `m${i}`);
    op('ReduceMean', [`m${i}`], `r${i}`, { axes: { ints: [0] } });
    op('Softmax', [`r${i}`], `x${i + 1}`, { axis: { i: 0 } });
  }
  for (const [field, name] of [
    ['input', 'x0'],
    ['output', `x${(megabytes * MB) / WEIGHT}`],
  ]) {
    const value = Message.empty(VALUE_INFO);
    value.set('name', name);
    graph.add(field, value);
  }
  const model = Message.empty(MODEL);
  model.set('ir_version', 8);
  model.set('graph', graph);
  setOpset(model, 11);
  write(path, model);
}

function rewrite(path, output) {
  const started = performance.now();
  const bytes = readFileSync(path);
  const read = performance.now();
  const model = parseModel('rewrite', bytes);
  const problems = upgradeModel(model, 18);
  const edited = performance.now();
  write(output, model.message);
  const written = performance.now();
  const peak = process.resourceUsage().maxRSS * 1024;
  const share = (peak / bytes.length).toFixed(3);
  const times = [read - started, edited - read, written - edited].map((ms) => `${Math.round(ms)} ms`);
  console.log(
    `${bytes.length} bytes, ${problems.length} problems; peak ${peak} bytes, ${share} x; read, upgrade, write: ${times.join(', ')}`,
  );
}

function write(path, message) {
  const file = openSync(path, 'w');
  for (const chunk of chunks(message))
    for (let at = 0; at < chunk.length; ) at += writeSync(file, chunk, at, Math.min(chunk.length - at, 64 * MB));
  closeSync(file);
}

const [command, ...args] = process.argv.slice(2);
if (command === 'make') make(args[0], Number(args[1]));
else rewrite(args[0], args[1]);
