// Sizes and small constants of values, one step further than the shapes that files declare: rules need ranks, and shapes that a model puts
// together from constants. What is not known is null; declared sizes are taken for ranks and lengths only.
import { constantOf, type IndexedScope } from '../graph/graph-index.js';
import { inferTypes, typeOf } from '../graph/infer-types.js';
import type { Node } from '../model/node.js';

/** What is known of a value. */
export interface Fact {
  /** Null where not even the rank is known. */
  readonly dims: readonly (number | null)[] | null;
  /** Of integers. */
  readonly numbers?: readonly number[] | undefined;
}

const NOTHING: Fact = { dims: null };

/** Facts by name, of the values of the main graph. */
export class Facts {
  private readonly known = new Map<string, Fact>();
  private readonly types;

  constructor(
    scopes: readonly IndexedScope[],
    private readonly scope: IndexedScope,
  ) {
    this.types = inferTypes(scopes);
  }

  /** Of a value; '' has none. */
  of(name: string): Fact {
    const own = this.known.get(name);
    if (own) return own;
    const { shape } = typeOf(this.types, this.scope, name);
    const tensor = name ? constantOf(this.scope, name) : undefined;
    const dims = tensor ? tensor.dims : (shape?.map((size) => (typeof size === 'number' ? size : null)) ?? null);
    return { dims, numbers: tensor?.numbers };
  }

  /** The number of a value's element type, 0 where it is not known. */
  element(name: string): number {
    return typeOf(this.types, this.scope, name).element;
  }

  /** Adds a rank that is known otherwise. */
  learn(name: string, rank: number): void {
    const known = this.of(name);
    if (!known.dims) this.known.set(name, { ...known, dims: unknown(rank) });
  }

  /** Adds what follows for the outputs of a node whose inputs have been looked at. */
  add(node: Node): void {
    const [output] = node.outputs;
    if (!output || node.domain !== '') return;
    const now = this.of(output);
    const found = this.follow(node);
    this.known.set(output, { dims: now.dims ?? found.dims, numbers: now.numbers ?? found.numbers });
    if (node.op !== 'Split') return;
    for (const name of node.outputs)
      this.known.set(name, { dims: this.of(name).dims ?? unknownDims(this.of(node.inputs[0]!).dims) });
  }

  private follow(node: Node): Fact {
    const follow = Object.hasOwn(FOLLOWS, node.op) ? FOLLOWS[node.op]! : undefined;
    const inputs = node.inputs.map((name) => this.of(name));
    return follow ? follow(inputs, node) : alike(node, inputs);
  }
}

type Follow = (inputs: readonly Fact[], node: Node) => Fact;

/** The largest rank among the inputs is that of operators with broadcasting, and of most others. */
function alike({ op }: Node, inputs: readonly Fact[]): Fact {
  if (!KEEPS_RANK.has(op)) return NOTHING;
  const ranks = inputs.map(({ dims }) => dims?.length);
  if (ranks.includes(undefined)) return NOTHING;
  return { dims: unknown(Math.max(...(ranks as number[]))) };
}

const KEEPS_RANK = /* @__PURE__ */ (() =>
  new Set([
    ...['Add', 'And', 'Cast', 'Clip', 'Concat', 'CumSum', 'Div', 'Equal', 'Erf', 'Exp', 'Floor', 'Greater', 'GreaterOrEqual'],
    ...['Identity', 'InstanceNormalization', 'Less', 'LessOrEqual', 'Log', 'Max', 'Min', 'Mod', 'Mul', 'Neg', 'Not', 'Or', 'Pow'],
    ...['Relu', 'Sigmoid', 'Softmax', 'Sqrt', 'Sub', 'Tanh', 'Where', 'Trilu', 'ScatterElements'],
  ]))();

const FOLLOWS: Readonly<Record<string, Follow>> = /* @__PURE__ */ (() => ({
  Concat: ([first, ...others], node) => {
    if (!first?.dims) return NOTHING;
    const all = [first, ...others];
    if (first.dims.length !== 1) return { dims: unknownDims(first.dims) };
    const lengths = all.map(({ dims }) => dims?.[0] ?? null);
    const numbers = all.every((fact) => fact.numbers) ? all.flatMap((fact) => fact.numbers!) : undefined;
    const length = lengths.includes(null) ? null : (lengths as number[]).reduce((a, b) => a + b, 0);
    return { dims: [length], numbers: node.attribute('axis') ? numbers : undefined };
  },
  Constant: (_, node) => {
    const ints = node.attribute('value_ints')?.ints.map(Number);
    if (ints) return { dims: [ints.length], numbers: ints };
    const int = node.attribute('value_int');
    if (int) return { dims: [], numbers: [Number(int.int)] };
    return node.attribute('value_float') ? { dims: [] } : NOTHING;
  },
  Cast: ([x]) => ({ dims: x?.dims ?? null, numbers: x?.numbers?.every(Number.isInteger) ? x.numbers : undefined }),
  Identity: ([x]) => x ?? NOTHING,
  ConstantOfShape: ([shape]) => ({ dims: unknown(shape?.dims?.[0]) }),
  Expand: ([x, shape]) => {
    const length = shape?.dims?.[0];
    return x?.dims && typeof length === 'number' ? { dims: unknown(Math.max(length, x.dims.length)) } : NOTHING;
  },
  Gather: ([data, indices], node) => {
    if (!data?.dims || !indices?.dims) return NOTHING;
    const isVector = data.dims.length === 1 && Number(node.attribute('axis')?.int ?? 0n) === 0;
    const numbers = isVector && data.numbers ? indices.numbers?.map((at) => data.numbers!.at(at) ?? Number.NaN) : undefined;
    if (isVector) return { dims: indices.dims, numbers };
    return { dims: unknown(data.dims.length - 1 + indices.dims.length) };
  },
  Range: () => ({ dims: [null] }),
  Reshape: ([, shape]) => ({ dims: unknown(shape?.dims?.[0]) }),
  ScatterND: ([x]) => ({ dims: unknownDims(x?.dims) }),
  Shape: ([x], node) => ({ dims: [node.attribute('start') || node.attribute('end') ? null : (x?.dims?.length ?? null)] }),
  Size: () => ({ dims: [] }),
  Slice: ([x, starts, ends], node) => ({
    dims: x?.dims?.length === 1 && !node.inputs[4] ? [slicedLength(x.dims[0]!, starts, ends)] : unknownDims(x?.dims),
  }),
  Squeeze: ([x, axes]) => {
    const count = axes?.numbers?.length;
    if (!x?.dims || count === undefined) return NOTHING;
    return { dims: unknown(x.dims.length - count), numbers: x.numbers };
  },
  Tile: ([x]) => ({ dims: unknownDims(x?.dims) }),
  Transpose: ([x]) => ({ dims: unknownDims(x?.dims) }),
  Unsqueeze: ([x, axes]) => {
    const count = axes?.numbers?.length;
    if (!x?.dims || count === undefined) return NOTHING;
    return { dims: x.dims.length === 0 && count === 1 ? [1] : unknown(x.dims.length + count), numbers: x.numbers };
  },
  ...Object.fromEntries(
    ['ReduceMean', 'ReduceSum', 'ReduceMax', 'ReduceMin', 'ReduceProd', 'ReduceL2'].map((op): [string, Follow] => [op, reduced]),
  ),
}))();

function slicedLength(length: number | null, starts: Fact | undefined, ends: Fact | undefined): number | null {
  const [[start] = [], [end] = []] = [starts?.numbers, ends?.numbers];
  if (length === null || start === undefined || end === undefined) return null;
  const place = (at: number) => Math.min(Math.max(at < 0 ? at + length : at, 0), length);
  return Math.max(0, place(end) - place(start));
}

function reduced([x, axes]: readonly Fact[], node: Node): Fact {
  if (Number(node.attribute('keepdims')?.int ?? 1n) === 1) return { dims: unknownDims(x?.dims) };
  const count = node.inputs[1] ? axes?.numbers?.length : x?.dims?.length;
  return x?.dims && count !== undefined ? { dims: unknown(x.dims.length - count) } : NOTHING;
}

function unknown(rank: number | null | undefined): null[] | null {
  return typeof rank === 'number' ? new Array<null>(rank).fill(null) : null;
}

function unknownDims(dims: Fact['dims'] | undefined): null[] | null {
  return unknown(dims?.length);
}
