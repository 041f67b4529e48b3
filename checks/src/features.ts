// FEATURES.md as the code has it: every tick is a run. Each variant is lowered and run forward and backward on each backend, and
// ticked when the bits are those of the reference backend.
import { configSchema, createReferenceBackend, type DropoutConfig, type FloatArray, lower } from '@dropkit/core';
import { createCpuBackend } from '@dropkit/cpu';
import { dropout, layers } from '@dropkit/tfjs-adapter';
import * as tf from '@tensorflow/tfjs-core';

/** One variant: a config, a shape to try it on, and how the field calls it. */
interface Example {
  readonly config: DropoutConfig;
  readonly shape: readonly number[];
  readonly what: string;
}

const EXAMPLES: readonly Example[] = [
  { config: { variant: 'dropout', p: 0.5 }, shape: [4, 6], what: 'dropout: elements, noise shape, broadcast axes' },
  { config: { variant: 'spatial', p: 0.5, layout: 'channelsLast' }, shape: [2, 3, 3, 8], what: 'spatial dropout 1d, 2d, 3d' },
  { config: { variant: 'variational', p: 0.5 }, shape: [2, 5, 8], what: 'variational (locked) dropout' },
  { config: { variant: 'token', p: 0.5 }, shape: [2, 9, 4], what: 'token (word) dropout' },
  { config: { variant: 'embedding', p: 0.5 }, shape: [12, 4], what: 'embedding dropout' },
  { config: { variant: 'head', p: 0.5 }, shape: [3, 8, 2, 2], what: 'head dropout (DropHead)' },
  { config: { variant: 'dropPath', p: 0.5 }, shape: [16, 3, 2], what: 'DropPath (stochastic depth), row and batch' },
  { config: { variant: 'layerDrop', p: 0.5 }, shape: [4, 3], what: 'LayerDrop' },
  { config: { variant: 'dropConnect', p: 0.5 }, shape: [6, 5], what: 'DropConnect masks of weights' },
  { config: { variant: 'alpha', p: 0.5 }, shape: [4, 6], what: 'alpha dropout' },
  { config: { variant: 'featureAlpha', p: 0.5, layout: 'channelsLast' }, shape: [2, 3, 3, 8], what: 'feature alpha dropout' },
];

/** Layers of the tfjs adapter, as the variants that they stand for. */
const LAYERS = [
  layers.dropout({ rate: 0.5 }),
  layers.spatialDropout2d({ rate: 0.5 }),
  layers.alphaDropout({ rate: 0.5 }),
  layers.featureAlphaDropout({ rate: 0.5 }),
  layers.dropPath({ rate: 0.5 }),
  layers.tokenDropout({ rate: 0.5 }),
].map((layer) => layer.config.variant);

const ADDRESS = { seed: 42, stream: 1, step: 2 };
const reference = createReferenceBackend();

/** The whole file. */
export async function featuresMarkdown(): Promise<string> {
  await tf.setBackend('cpu');
  const simd = createCpuBackend({ simd: true });
  const plain = createCpuBackend({ simd: false });
  const rows = EXAMPLES.map((example) => [
    `\`${example.config.variant}\``,
    example.what,
    tick(
      agrees(
        example,
        (x) => simd.forward(trainPlan(example), ADDRESS, x),
        (dy) => simd.backward(trainPlan(example), ADDRESS, dy),
      ),
    ),
    tick(
      agrees(
        example,
        (x) => plain.forward(trainPlan(example), ADDRESS, x),
        (dy) => plain.backward(trainPlan(example), ADDRESS, dy),
      ),
    ),
    tick(
      agrees(
        example,
        (x) => opForward(example, x),
        (dy) => opBackward(example, dy),
      ),
    ),
    tick(LAYERS.includes(example.config.variant)),
  ]);
  const header = ['variant', 'what it is', 'cpu (SIMD)', 'cpu (plain)', 'tfjs op', 'tfjs layer'];
  return `${INTRODUCTION}\n${table([header, header.map(() => '---'), ...rows])}\n${REST}`;
}

/** Names of the variants that the published schema knows, to be compared with the table's. */
export function publishedVariants(): string[] {
  const { oneOf } = configSchema() as { oneOf: { properties: { variant: { const: string } } }[] };
  return oneOf.map(({ properties }) => properties.variant.const);
}

/** Names of the variants in the table. */
export function tabledVariants(): string[] {
  return EXAMPLES.map(({ config }) => config.variant);
}

function trainPlan({ config, shape }: Example) {
  return lower(config, shape, 'train');
}

function agrees(example: Example, forward: (x: Float32Array) => FloatArray, backward: (dy: Float32Array) => FloatArray): boolean {
  const plan = trainPlan(example);
  const x = Float32Array.from({ length: example.shape.reduce((a, b) => a * b, 1) }, (_, i) => i - 3.25);
  return sameBits(forward(x), reference.forward(plan, ADDRESS, x)) && sameBits(backward(x), reference.backward(plan, ADDRESS, x));
}

function opForward({ config, shape }: Example, x: Float32Array): Float32Array {
  return tf.tidy(() => dropout(tf.tensor(x, [...shape]), config, ADDRESS).dataSync()) as Float32Array;
}

function opBackward({ config, shape }: Example, dy: Float32Array): Float32Array {
  return tf.tidy(() => {
    const gradient = tf.grad((x) => dropout(x, config, ADDRESS));
    return gradient(tf.zeros([...shape]), tf.tensor(dy, [...shape])).dataSync() as Float32Array;
  });
}

function sameBits(a: FloatArray, b: FloatArray): boolean {
  return a.length === b.length && a.every((value, i) => Object.is(value, b[i]));
}

function tick(yes: boolean): string {
  return yes ? 'yes' : '';
}

function table(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `| ${row.join(' | ')} |`).join('\n');
}

const INTRODUCTION = `# Features

Every "yes" is a run: forward and backward, bit for bit what the reference backend in \`@dropkit/core\` gives. \`npm run features\` renews
this page, and the tests fail when it is not what the code does.
`;

const REST = `
Scaling is \`inverted\` (default), \`standard\` or \`none\` wherever the variant does not bring its own. All variants take any box of a global
tensor, so shards draw their part of one mask.

| | reference | cpu (SIMD) | cpu (plain) | tfjs adapter |
| --- | --- | --- | --- | --- |
| float32 | yes | yes | yes | yes |
| float64 | yes | yes | yes | |
| float16, where the runtime has it | yes | yes | yes | |
| in place, into \`out\` | yes | yes | yes | |
| kept masks | yes | yes | yes | |
| backward | yes | yes | yes | every order, by \`tf.grad\` |
| Monte Carlo prediction | \`monteCarlo\` | \`monteCarlo\` | \`monteCarlo\` | \`mcPredict\` |
| runs in | Node 20+, browsers | Node 20+, browsers | Node 20+, browsers, any CSP | tfjs cpu, wasm; others through tfjs' own ops |
`;
