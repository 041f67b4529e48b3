// Nodes that bring what all samples have in common into the form of values that have all samples: copies one behind the other.
import type { Body } from '../mask-graph/body.js';
import { Tensor } from '../model/tensor.js';
import type { InputChange } from './walk.js';

/** What is changed: an input of a node. */
export interface Changed extends Omit<InputChange, 'input'> {
  readonly value: string;
  /** Null where it is not known. */
  readonly rank: number | null;
}

/** Appends the nodes of a change and gives the value to take instead; `count` is int64[1], the number of samples. */
export function changedInput(body: Body, count: string, change: Changed): string {
  return change.kind === 'multiplyFirst' ? multiplyFirst(body, count, change.value) : copies(body, count, change);
}

function copies(body: Body, count: string, { value, kind, axis, rank }: Changed): string {
  const size = () => body.op('Shape', [value], { start: { i: axis }, end: { i: axis + 1 } });
  const one = body.int64([1]);
  const times = kind === 'stack' ? count : body.op('Where', [body.op('Equal', [size(), one]), one, count]);
  const before = axis > 0 ? [body.int64(new Array<number>(axis).fill(1))] : [];
  return body.op('Tile', [value, concat(body, [...before, times, ...behind(body, value, axis, rank)])]);
}

/** As many ones as there are axes behind. */
function behind(body: Body, value: string, axis: number, rank: number | null): string[] {
  if (rank !== null) return rank > axis + 1 ? [body.int64(new Array<number>(rank - axis - 1).fill(1))] : [];
  const others = body.op('Shape', [body.op('Shape', [value], { start: { i: axis + 1 } })]);
  return [body.op('ConstantOfShape', [others], { value: { t: Tensor.int64s([1n]) } })];
}

/** 0 and -1 stand for sizes of the value itself. */
function multiplyFirst(body: Body, count: string, shape: string): string {
  const first = body.op('Slice', [shape, body.int64([0]), body.int64([1])]);
  const rest = body.op('Slice', [shape, body.int64([1]), body.int64([2 ** 31])]);
  const isSize = body.op('Greater', [first, body.int64([0])]);
  const times = body.op('Where', [isSize, count, body.int64([1])]);
  return concat(body, [body.op('Mul', [first, times]), rest]);
}

function concat(body: Body, vectors: readonly string[]): string {
  return vectors.length === 1 ? vectors[0]! : body.op('Concat', vectors, { axis: { i: 0 } });
}
