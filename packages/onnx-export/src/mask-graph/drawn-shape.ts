// Which elements of the mask a site draws: the tensor's axes that are not shared, as a shape, and from which index on.
import type { MaskIndexMap } from '@dropkit/core';
import { errorText, UnsupportedError } from '@dropkit/core';
import { Tensor } from '../model/tensor.js';
import type { Dimension } from '../model/value-info.js';
import { type Body, TYPE } from './body.js';

/** What is drawn, as names of values of a graph. */
export interface Drawn {
  /** int64 vector: the shape in which numbers are drawn, one after another. */
  readonly shape: string;
  /** Its number of axes; undefined where the tensor's is not known. */
  readonly rank: number | undefined;
  /** How many there are, where that is known. */
  readonly count?: number;
  /** Mask index of the first one. */
  readonly first: number;
  /** Brings what was drawn into the form in which it spreads over the tensor: every axis there, 1 where it is shared. */
  readonly place: (body: Body, numbers: string) => string;
}

/** Elements that a graph may draw to use some of them: beyond it a slice is better drawn by a backend. */
const MOST_ELEMENTS = 2 ** 26;

/** What is drawn for a map of a tensor of known shape. */
export function drawnByMap(body: Body, shape: readonly number[], map: MaskIndexMap): Drawn {
  const strides = axisStrides(shape, map);
  const mask = shape.map((size, axis) => (strides[axis] === 0 ? 1 : size));
  const own = shape.flatMap((_, axis) => (strides[axis] === 0 ? [] : [axis]));
  const place = (inner: Body, numbers: string) => inner.op('Reshape', [numbers, inner.int64(mask)], { allowzero: { i: 1 } });
  const dims = own.map((axis) => shape[axis]!);
  const steps = own.map((axis) => strides[axis]!);
  const isRow = dims.every((_, d) => steps[d] === product(dims.slice(d + 1)));
  const wide = isRow ? dims : wideDims(dims, steps);
  const range = { first: map.base, count: product(wide) };
  if (isRow && mask.length > 0) return { ...range, shape: body.int64(mask), rank: mask.length, place: asDrawn };
  if (isRow) return { ...range, shape: body.int64([1]), rank: 1, place };

  // a box in a larger mask: draw whole rows from its first element on, and cut
  checkWidth(wide);
  const cut = (inner: Body, numbers: string) =>
    place(inner, inner.op('Slice', [numbers, inner.int64(wide.map(() => 0)), inner.int64([...dims, 1])]));
  return { ...range, shape: body.int64(wide), rank: wide.length, place: cut };
}

/** The dims of whole rows, which the strides say. */
function wideDims(dims: readonly number[], steps: readonly number[]): number[] {
  return [...dims.map((size, d) => (d === 0 ? size : steps[d - 1]! / steps[d]!)), steps.at(-1)!];
}

function asDrawn(_: Body, numbers: string): string {
  return numbers;
}

/** What is drawn where sizes are known only at run time: all of the axes that are not shared, from index 0. */
export function drawnAtRunTime(body: Body, input: string, shape: readonly Dimension[] | null, shared: readonly boolean[]): Drawn {
  if (shape === null && shared[0]) {
    return {
      shape: body.int64([1]),
      rank: 1,
      first: 0,
      place: (inner, numbers) => inner.op('Reshape', [numbers, inner.int64([])]),
    };
  }
  const known = (shape ?? []).map((size, axis) => (shared[axis] ? 1 : size));
  if (shape !== null && known.every((size) => typeof size === 'number')) {
    return { shape: body.int64(known), rank: known.length, first: 0, place: asDrawn };
  }
  const whole = body.op('Shape', [input]);
  if (shape === null || !shared.includes(true)) return { shape: whole, rank: shape?.length, first: 0, place: asDrawn };
  const mask = body.constant(TYPE.bool, shared.map(Number));
  return { shape: body.op('Where', [mask, body.int64([1]), whole]), rank: shape.length, first: 0, place: asDrawn };
}

/** What is drawn for several samples: [T, ...], the axes of one sample that are not shared behind that of the samples. */
export function drawnForSamples(
  body: Body,
  { count, shape: one }: { readonly count: string; readonly shape: string },
  shape: readonly Dimension[] | null,
  shared: readonly boolean[],
): Drawn {
  const sizes = () => {
    if (!shared.includes(true)) return one;
    const ones = { value: { t: Tensor.int64s([1n]) } };
    if (shape === null) return body.op('ConstantOfShape', [body.op('Shape', [one])], ones);
    return body.op('Where', [body.constant(TYPE.bool, shared.map(Number)), body.int64([1]), one]);
  };
  const drawn = body.op('Concat', [count, sizes()], { axis: { i: 0 } });
  return { shape: drawn, rank: shape === null ? undefined : shape.length + 1, first: 0, place: asDrawn };
}

/** The stride of each axis, from the collapsed map; 0 where it is shared. */
export function axisStrides(shape: readonly number[], map: MaskIndexMap): number[] {
  const strides = new Array<number>(shape.length).fill(0);
  let d = map.dims.length - 1;
  let inner = 1;
  for (let axis = shape.length - 1; axis >= 0 && d >= 0; axis--) {
    if (shape[axis] === 1) continue;
    strides[axis] = map.strides[d]! * inner;
    inner *= shape[axis]!;
    if (inner === map.dims[d]) {
      d--;
      inner = 1;
    }
  }
  return strides;
}

/** Product of sizes; 1 for a scalar. */
export function product(sizes: readonly number[]): number {
  return sizes.reduce((a, b) => a * b, 1);
}

/**
 * Throws where a box needs too much drawn around it.
 *
 * @throws UnsupportedError
 */
export function checkWidth(drawn: readonly number[]): void {
  if (product(drawn) <= MOST_ELEMENTS) return;
  const expected = 'a box that needs at most 2^26 mask elements around it';
  const advice = 'Use the mask as an input instead.';
  throw new UnsupportedError(errorText('onnx-export', 'exportVariant', 'slice', expected, `[${drawn.join(', ')}]`, advice));
}
