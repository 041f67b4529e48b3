// Networks whose samples stay apart in one run, and others whose samples do not.
import { buildModel, floats, type GraphInit, int64s, type NodeInit, node, value } from './build.js';
import { type Feeds, noise, ort } from './run.js';

export interface TilingCase {
  readonly name: string;
  readonly graph: GraphInit;
  /** Values that dropout follows. */
  readonly sites: readonly string[];
  /** For a number of rows. */
  readonly feeds: (rows: number) => Feeds;
  /** A size of the batch that is part of the model. */
  readonly rows?: number;
}

export interface RefusedCase {
  readonly name: string;
  readonly graph: GraphInit;
  readonly sites: readonly string[];
  /** Operator and reason of the first problem; no operator for an output. */
  readonly op: string;
  readonly reason: string;
}

/** The bytes of a graph. */
export function modelOf({ graph }: { readonly graph: GraphInit }): Uint8Array {
  return buildModel({ opset: 18, graph });
}

let weights = 0;
const weight = (name: string, dims: readonly number[]) => floats(name, dims, [...noise(dims, 0.5, ++weights).data] as number[]);
const ints = (name: string, ...values: number[]) => int64s(name, values);
const scalar = (name: string, of: number) => int64s(name, [of], []);
const image = (rows: number) => ({ x: noise([rows, 2, 6, 6]) });

const MLP: TilingCase = {
  name: 'a perceptron',
  graph: {
    node: [
      node('Gemm', ['x', 'w1', 'b1'], ['g1']),
      node('Relu', ['g1'], ['h1']),
      node('Gemm', ['h1', 'w2', 'b2'], ['g2'], { transB: 1n }),
      node('Relu', ['g2'], ['h2']),
      node('MatMul', ['h2', 'w3'], ['z']),
      node('Softmax', ['z'], ['y']),
    ],
    initializer: [
      weight('w1', [5, 16]),
      weight('b1', [16]),
      weight('w2', [12, 16]),
      weight('b2', [1, 12]),
      weight('w3', [12, 4]),
    ],
    input: [value('x', ['N', 5])],
    output: [value('y', ['N', 4])],
  },
  sites: ['h1', 'h2'],
  feeds: (rows) => ({ x: noise([rows, 5]) }),
};

const CNN: TilingCase = {
  name: 'a convolutional network with batch normalisation and a head behind Flatten',
  graph: {
    node: [
      node('Conv', ['x', 'k1'], ['c1'], { kernel_shape: [3n, 3n], pads: [1n, 1n, 1n, 1n] }),
      node('BatchNormalization', ['c1', 'scale', 'shift', 'mean', 'var'], ['n1']),
      node('Relu', ['n1'], ['r1']),
      node('MaxPool', ['r1'], ['p1'], { kernel_shape: [2n, 2n], strides: [2n, 2n] }),
      node('Conv', ['p1', 'k2'], ['c2'], { kernel_shape: [2n, 2n] }),
      node('Relu', ['c2'], ['r2']),
      node('GlobalAveragePool', ['r2'], ['p2']),
      node('Flatten', ['p2'], ['f']),
      node('Gemm', ['f', 'w'], ['y']),
    ],
    initializer: [
      ...[weight('k1', [4, 2, 3, 3]), weight('k2', [3, 4, 2, 2]), weight('w', [3, 2])],
      ...[weight('scale', [4]), weight('shift', [4]), weight('mean', [4]), floats('var', [4], [1, 0.5, 2, 1])],
    ],
    input: [value('x', ['N', 2, 6, 6])],
    output: [value('y', ['N', 2])],
  },
  sites: ['r1', 'p1', 'f'],
  feeds: image,
};

/** Attention of one block, before a residual connection around it. */
const ATTENTION: NodeInit[] = [
  ...['q', 'k', 'v'].flatMap((name) => [
    node('MatMul', ['e', `w${name}`], [`${name}1`]),
    node('Reshape', [`${name}1`, 'heads'], [`${name}2`]),
    node('Transpose', [`${name}2`], [name], { perm: name === 'k' ? [0n, 2n, 3n, 1n] : [0n, 2n, 1n, 3n] }),
  ]),
  node('MatMul', ['q', 'k'], ['s1']),
  node('Div', ['s1', 'root'], ['s2']),
  node('Add', ['s2', 'causal'], ['s3']),
  node('Softmax', ['s3'], ['a'], { axis: -1n }),
  node('MatMul', ['a', 'v'], ['o1']),
  node('Transpose', ['o1'], ['o2'], { perm: [0n, 2n, 1n, 3n] }),
  node('Reshape', ['o2', 'joined'], ['o3']),
];

const TRANSFORMER: TilingCase = {
  name: 'a transformer block whose input and residuals are the same in all samples',
  graph: {
    node: [
      node('Gather', ['table', 'tokens'], ['t']),
      node('Add', ['t', 'positions'], ['e']),
      ...ATTENTION,
      node('Add', ['o3', 'e'], ['r']),
      node('LayerNormalization', ['r', 'gain', 'bias'], ['n']),
      node('MatMul', ['n', 'wf'], ['f1']),
      node('Gelu', ['f1'], ['f2'], {}, { domain: 'com.microsoft' }),
      node('Erf', ['f1'], ['f3']),
      node('MatMul', ['f3', 'wo'], ['f4']),
      node('Add', ['f4', 'n'], ['y']),
    ].filter(({ domain }) => !domain),
    initializer: [
      ...[weight('table', [11, 8]), weight('positions', [1, 5, 8]), weight('gain', [8]), weight('bias', [8])],
      ...[weight('wq', [8, 8]), weight('wk', [8, 8]), weight('wv', [8, 8]), weight('wf', [8, 16]), weight('wo', [16, 8])],
      ...[ints('heads', 0, 0, 2, 4), ints('joined', 0, -1, 8), floats('root', [], [2]), weight('causal', [5, 5])],
    ],
    input: [value('tokens', ['N', 5], 7)],
    output: [value('y', ['N', 5, 8])],
  },
  sites: ['a', 'o3', 'f3'],
  feeds: (rows) => ({
    tokens: new ort.Tensor(
      'int64',
      BigInt64Array.from({ length: rows * 5 }, (_, i) => BigInt((i * 7) % 11)),
      [rows, 5],
    ),
  }),
};

const SHAPES: TilingCase = {
  name: 'shapes that are computed: Shape, Gather, Unsqueeze, Concat, Reshape, Expand, ConstantOfShape',
  graph: {
    node: [
      node('Relu', ['x'], ['h']),
      node('Shape', ['h'], ['s']),
      node('Gather', ['s', 'zero'], ['n']),
      node('Unsqueeze', ['n', 'first'], ['n1']),
      node('Concat', ['n1', 'rest'], ['target'], { axis: 0n }),
      node('Reshape', ['h', 'target'], ['r']), // [N, 4, 3]
      node('Slice', ['s', 'first', 'one'], ['n2']),
      node('Concat', ['n2', 'token3'], ['t3'], { axis: 0n }),
      node('Expand', ['token', 't3'], ['e']), // [N, 1, 3]
      node('Concat', ['e', 'r'], ['c'], { axis: 1n }), // [N, 5, 3]
      node('Mul', ['n', 'five'], ['n5']),
      node('Unsqueeze', ['n5', 'first'], ['n5v']),
      node('Concat', ['n5v', 'minus'], ['flat'], { axis: 0n }),
      node('Reshape', ['c', 'flat'], ['rows']), // [5 N, 3]
      node('MatMul', ['rows', 'w'], ['m']),
      node('Shape', ['c'], ['cs']),
      node('Reshape', ['m', 'cs'], ['back']),
      node('ConstantOfShape', ['cs'], ['zeros']),
      node('Add', ['back', 'zeros'], ['sum']),
      node('ReduceMean', ['sum', 'one'], ['y'], { keepdims: 0n }),
    ],
    initializer: [
      ...[scalar('zero', 0), ints('first', 0), ints('one', 1), ints('rest', 4, 3), ints('token3', 1, 3), scalar('five', 5)],
      ...[ints('minus', -1), weight('token', [1, 1, 3]), weight('w', [3, 3])],
    ],
    input: [value('x', ['N', 12])],
    output: [value('y', ['N', 3])],
  },
  sites: ['h', 'm'],
  feeds: (rows) => ({ x: noise([rows, 12]) }),
};

const BAKED: TilingCase = {
  name: 'a batch size of 1 in shapes to reshape to',
  graph: {
    node: [
      node('Relu', ['x'], ['h']),
      node('Reshape', ['h', 'shape'], ['r']),
      node('Transpose', ['r'], ['t'], { perm: [0n, 2n, 1n] }),
      node('Reshape', ['t', 'flat'], ['y']),
    ],
    initializer: [ints('shape', 1, 3, 4), ints('flat', 1, -1)],
    input: [value('x', [1, 12])],
    output: [value('y', [1, 12])],
  },
  sites: ['h'],
  feeds: () => ({ x: noise([1, 12]) }),
  rows: 1,
};

const EXPANDED: TilingCase = {
  name: 'expansion as PyTorch writes it, where -1 in a shape becomes 1',
  graph: {
    node: [
      node('Relu', ['x'], ['h']),
      node('Shape', ['h'], ['s']),
      node('Gather', ['s', 'zero'], ['n']),
      node('Unsqueeze', ['n', 'first'], ['n1']),
      node('Concat', ['n1', 'minus'], ['shape'], { axis: 0n }),
      node('Equal', ['shape', 'minuses'], ['keeps']),
      node('Where', ['keeps', 'ones', 'shape'], ['to']),
      node('Expand', ['row', 'to'], ['rows']),
      node('Concat', ['rows', 'h'], ['y'], { axis: 1n }),
    ],
    initializer: [
      ...[scalar('zero', 0), ints('first', 0), ints('minus', -1), ints('minuses', -1, -1), ints('ones', 1, 1)],
      weight('row', [1, 3]),
    ],
    input: [value('x', ['N', 4])],
    output: [value('y', ['N', 7])],
  },
  sites: ['h'],
  feeds: (rows) => ({ x: noise([rows, 4]) }),
};

const RECURRENT: TilingCase = {
  name: 'two recurrent layers, time first inside',
  graph: {
    node: [
      node('Relu', ['x'], ['h']),
      node('Transpose', ['h'], ['t'], { perm: [1n, 0n, 2n] }),
      node('LSTM', ['t', 'w1', 'r1', '', '', 'h0'], ['l1', 'lh'], { hidden_size: 3n }),
      node('Squeeze', ['l1', 'one'], ['l2']),
      node('GRU', ['l2', 'w2', 'r2'], ['', 'last'], { hidden_size: 2n }),
      node('Squeeze', ['last', 'zero'], ['d']),
      node('Tanh', ['d'], ['y']),
    ],
    initializer: [
      ...[weight('w1', [1, 12, 4]), weight('r1', [1, 12, 3]), weight('w2', [1, 6, 3]), weight('r2', [1, 6, 2])],
      ...[ints('one', 1), ints('zero', 0)],
    ],
    input: [value('x', ['N', 5, 4]), value('h0', [1, 'N', 3])],
    output: [value('y', ['N', 2]), value('lh', [1, 'N', 3])],
  },
  sites: ['h', 'd'],
  feeds: (rows) => ({ x: noise([rows, 5, 4]), h0: noise([1, rows, 3]) }),
};

const SEVERAL: TilingCase = {
  name: 'several inputs and outputs, one of which no dropout reaches',
  graph: {
    node: [
      node('Relu', ['x'], ['h']),
      node('Mul', ['h', 'gate'], ['m']),
      node('Concat', ['m', 'other'], ['c'], { axis: -1n }),
      node('Sub', ['c', 'shift'], ['y1']),
      node('ArgMax', ['y1'], ['label'], { axis: 1n, keepdims: 0n }),
      node('Sigmoid', ['gate'], ['plain']),
      node('Identity', ['h'], ['hidden']),
    ],
    input: [value('x', ['N', 3]), value('gate', ['N', 1]), value('other', ['N', 2]), value('shift', [])],
    output: [value('y1', ['N', 5]), value('label', ['N'], 7), value('plain', ['N', 1]), value('hidden', ['N', 3])],
  },
  sites: ['h'],
  feeds: (rows) => ({ x: noise([rows, 3]), gate: noise([rows, 1], 2, 3), other: noise([rows, 2], 1, 5), shift: noise([], 1, 7) }),
};

const DECODER: TilingCase = {
  name: 'upsampling, padding, slices and splits of images',
  graph: {
    node: [
      node('Relu', ['x'], ['h']),
      node('Resize', ['h', '', 'scales'], ['big'], { mode: 'nearest' }),
      node('Pad', ['big', 'pads'], ['padded']),
      node('Slice', ['padded', 'from', 'to', 'axes'], ['cut']),
      node('Split', ['cut'], ['left', 'right'], { axis: 3n, num_outputs: 2n }),
      node('Concat', ['left', 'right'], ['joined'], { axis: 1n }),
      node('InstanceNormalization', ['joined', 'four', 'four'], ['n']),
      node('DepthToSpace', ['n'], ['d'], { blocksize: 2n }),
      node('ConvTranspose', ['d', 'k'], ['y'], { kernel_shape: [2n, 2n], strides: [2n, 2n] }),
    ],
    initializer: [
      ...[floats('scales', [4], [1, 1, 2, 2]), ints('pads', 0, 0, 1, 0, 0, 0, 1, 0), ints('from', 1, 2), ints('to', 13, 12)],
      ...[ints('axes', 2, 3), weight('four', [4]), weight('k', [1, 2, 2, 2])],
    ],
    input: [value('x', ['N', 2, 6, 6])],
    output: [value('y', ['N', 2, 'H', 'W'])],
  },
  sites: ['h', 'd'],
  feeds: image,
};

/** A mask of attention as PyTorch writes it: ScatterND, whose indices have one axis more than the data. */
const SCATTERED: TilingCase = {
  name: 'what is the same in all samples: ScatterND, and a slice of a shape from in front of it',
  graph: {
    node: [
      node('ScatterND', ['base', 'places', 'updates'], ['mask']), // [1, 1, 2, 2]
      node('Relu', ['x'], ['h']),
      node('Reshape', ['h', 'square'], ['s1']),
      node('Add', ['s1', 'mask'], ['s2']),
      node('Softmax', ['s2'], ['s3'], { axis: -1n }),
      node('Shape', ['h'], ['shape']),
      node('Slice', ['shape', 'far', 'one'], ['n']),
      node('Concat', ['n', 'minus'], ['flat'], { axis: 0n }),
      node('Reshape', ['s3', 'flat'], ['y']),
    ],
    initializer: [
      ...[weight('base', [1, 1, 2, 2]), weight('updates', [1, 1, 1, 2])],
      ...[int64s('places', [0, 0, 0, 1, 0, 0, 1, 0], [1, 1, 1, 2, 4]), ints('square', 0, 1, 2, 2)],
      ...[ints('far', -9), ints('one', 1), ints('minus', -1)],
    ],
    input: [value('x', ['N', 4])],
    output: [value('y', ['N', 4])],
  },
  sites: ['h'],
  feeds: (rows) => ({ x: noise([rows, 4]) }),
};

/** A row that Einsum takes for each row of the batch. */
const ROW_FOR_ALL: TilingCase = {
  name: 'one row for a whole batch in Einsum',
  graph: {
    node: [node('Relu', ['x'], ['h']), node('Einsum', ['h', 'row'], ['y'], { equation: 'nc,nc->nc' })],
    initializer: [weight('row', [1, 4])],
    input: [value('x', ['N', 4])],
    output: [value('y', ['N', 4])],
  },
  sites: ['h'],
  feeds: (rows) => ({ x: noise([rows, 4]) }),
};

/** Cases that onnxruntime-web 1.30 computes wrongly on WebGPU without any dropout: its Einsum does not broadcast. */
export const WRONG_ON_WEBGPU: readonly TilingCase[] = [ROW_FOR_ALL];

export const TILING_CASES: readonly TilingCase[] = [
  ...[MLP, CNN, TRANSFORMER, SHAPES, BAKED, EXPANDED, RECURRENT, SEVERAL, DECODER, SCATTERED, ROW_FOR_ALL],
];

/** Nodes between dropout and the output, on [N, 4] unless said. */
function refused(name: string, op: string, reason: string, nodes: NodeInit[], graph: GraphInit = {}): RefusedCase {
  const all = { input: [value('x', ['N', 4])], output: [value('y')], ...graph, node: [node('Relu', ['x'], ['h']), ...nodes] };
  return { name, op, reason, sites: ['h'], graph: all };
}

const MIXES = 'it mixes the rows of the batch, and so samples';
const body: GraphInit = { name: 'b', node: [node('Neg', ['h'], ['o'])], output: [value('o')] };

export const REFUSED_CASES: readonly RefusedCase[] = [
  refused('softmax over the batch', 'Softmax', MIXES, [node('Softmax', ['h'], ['y'], { axis: 0n })]),
  refused('a mean over the batch', 'ReduceMean', MIXES, [node('ReduceMean', ['h', 'axes'], ['y'])], {
    initializer: [int64s('axes', [0])],
  }),
  refused('a sum of all', 'ReduceSum', MIXES, [node('ReduceSum', ['h'], ['y'])]),
  refused('attention between rows', 'MatMul', 'what it takes as weights differs from sample to sample', [
    node('Transpose', ['h'], ['t']),
    node('MatMul', ['h', 't'], ['y']),
  ]),
  refused(
    'statistics of the batch',
    'BatchNormalization',
    MIXES,
    [node('BatchNormalization', ['h', 'w', 'w', 'w', 'w'], ['y', 'm', 'v'], { training_mode: 1n })],
    { initializer: [floats('w', [4], [1, 1, 1, 1])] },
  ),
  refused(
    'a row of the batch',
    'Gather',
    'it takes rows of the batch apart, and so samples',
    [node('Gather', ['h', 'zero'], ['y'])],
    { initializer: [int64s('zero', [0], [])] },
  ),
  refused(
    'rows turned round',
    'Slice',
    'it takes rows of the batch apart, and so samples',
    [node('Slice', ['h', 'last', 'first', 'axis', 'step'], ['y'])],
    { initializer: [int64s('last', [-1]), int64s('first', [-99]), int64s('axis', [0]), int64s('step', [-1])] },
  ),
  refused(
    'a row more',
    'Concat',
    'it puts rows behind those of the batch, and so between samples',
    [node('Concat', ['h', 'row'], ['y'], { axis: 0n })],
    { initializer: [floats('row', [1, 4], [1, 2, 3, 4])] },
  ),
  refused(
    'the batch as columns',
    'Reshape',
    'it takes rows of the batch apart, and so samples',
    [node('Transpose', ['h'], ['t']), node('Reshape', ['t', 'shape'], ['y'])],
    { initializer: [int64s('shape', [-1, 4])] },
  ),
  refused(
    'the size of the batch as a number',
    'Cast',
    'it uses the size of the batch as a number',
    [
      node('Shape', ['h'], ['s']),
      node('Gather', ['s', 'zero'], ['n']),
      node('Cast', ['n'], ['f'], { to: 1n }),
      node('Div', ['h', 'f'], ['y']),
    ],
    { initializer: [int64s('zero', [0], [])] },
  ),
  refused(
    'a range over the batch',
    'Range',
    'it uses the size of the batch as a number',
    [
      node('Shape', ['h'], ['s']),
      node('Gather', ['s', 'zero'], ['n']),
      node('Range', ['zero', 'n', 'one'], ['r']),
      node('Unsqueeze', ['r', 'axis'], ['c']),
      node('Cast', ['c'], ['f'], { to: 1n }),
      node('Add', ['h', 'f'], ['y']),
    ],
    { initializer: [int64s('zero', [0], []), int64s('one', [1], []), int64s('axis', [1])] },
  ),
  refused(
    'a batch of one that is taken away',
    'Squeeze',
    'it takes away the axis of the batch: a batch size is part of the model',
    [node('Squeeze', ['h', 'axis'], ['y'])],
    { initializer: [int64s('axis', [0])] },
  ),
  refused(
    'quantisation by the largest value of the batch',
    'DynamicQuantizeLinear',
    'nothing is known about what it does with samples',
    [node('DynamicQuantizeLinear', ['h'], ['q', 's', 'z']), node('DequantizeLinear', ['q', 's', 'z'], ['y'])],
  ),
  refused(
    'a body that takes what dropout changed',
    'If',
    'its body takes a value that differs from sample to sample',
    [node('If', ['which'], ['y'], { then_branch: body, else_branch: body })],
    { input: [value('x', ['N', 4]), value('which', [], 9)] },
  ),
  refused('noise of onnxruntime', 'RandomNormalLike', 'it draws numbers that no seed of dropout decides', [
    node('RandomNormalLike', ['x'], ['r']),
    node('Add', ['h', 'r'], ['y']),
  ]),
  refused(
    'dropout of onnxruntime',
    'Dropout',
    'it draws numbers that no seed of dropout decides',
    [node('Dropout', ['h', '', 'training'], ['y'])],
    { input: [value('x', ['N', 4]), value('training', [], 9)] },
  ),
  refused('an operator of somebody', 'my.Op', 'nothing is known about what it does with samples', [
    node('Op', ['h'], ['y'], {}, { domain: 'my' }),
  ]),
  refused('an output that is no tensor', '', 'it is no tensor but a sequence', [node('SequenceConstruct', ['x'], ['y'])], {
    output: [{ name: 'y', type: { value: { case: 'sequenceType', value: { elemType: value('', ['N', 4]).type } } } }],
  }),
  refused(
    'an output of a type that nothing says',
    '',
    'its element type is not known; infer shapes first',
    [node('Det', ['x'], ['y'])],
    {
      output: [{ name: 'y' }],
    },
  ),
  refused('an output that is listed twice', '', 'it is listed twice', [node('Neg', ['h'], ['y'])], {
    output: [value('y'), value('y')],
  }),
  refused('a vector', 'MatMul', 'it multiplies a vector', [node('MatMul', ['h', 'v'], ['y'])], {
    initializer: [floats('v', [4], [1, 2, 3, 4])],
  }),
];
