// FEATURES.md as the code has it: every "yes" of its first table is a run. Each config of a variant is lowered and run forward and
// backward on each backend, and counts when the bits are those of the reference backend.
import { type Address, configSchema, createReferenceBackend, type DropoutConfig, type FloatArray, lower } from '@dropkit/core';
import { createCpuBackend } from '@dropkit/cpu';
import { type DropoutLayer, dropout, layers } from '@dropkit/tfjs-adapter';
import { createWebGpuBackend } from '@dropkit/webgpu';
import * as tf from '@tensorflow/tfjs-core';
import { create, globals } from 'webgpu';
import { inGraph } from './feature-graphs.js';
import { wrapperThatRuns } from './feature-wrappers.js';

/** One way to use a variant, and the tfjs layer that stands for it, if there is one. */
interface Use {
  readonly config: DropoutConfig;
  readonly shape: readonly number[];
  readonly layer?: DropoutLayer;
  /** Takes a second input. */
  readonly second?: true;
  /** Multiplies by numbers that are rounded on the way: within 2e-6 of x's magnitude instead of bit for bit. */
  readonly near?: true;
  /** Adds after it multiplied, which devices may fuse: on WebGPU within 1e-6 of x's magnitude and 1. */
  readonly adds?: true;
}

interface Feature {
  /** How the field calls it. */
  readonly what: string;
  /** All of them must agree for a "yes". */
  readonly uses: readonly Use[];
}

const rate = 0.5;
const p = rate;
const FEATURES: readonly Feature[] = [
  {
    what: 'dropout: elements, noise shape, broadcast axes; inverted, standard or no scaling',
    uses: [
      { config: { variant: 'dropout', p }, shape: [4, 6], layer: layers.dropout({ rate }) },
      { config: { variant: 'dropout', p, noiseShape: [null, 1, 5] }, shape: [4, 6, 5], layer: noisy() },
      { config: { variant: 'dropout', p, broadcastAxes: [-1] }, shape: [4, 6] },
      {
        config: { variant: 'dropout', p, scaling: 'standard' },
        shape: [4, 6],
        layer: layers.dropout({ rate, scaling: 'standard' }),
      },
      { config: { variant: 'dropout', p, scaling: 'none' }, shape: [4, 6], layer: layers.dropout({ rate, scaling: 'none' }) },
    ],
  },
  {
    what: 'spatial dropout 1d, 2d and 3d, channels first and last',
    uses: [
      { config: { variant: 'spatial', p, layout: 'channelsLast' }, shape: [2, 5, 8], layer: layers.spatialDropout1d({ rate }) },
      {
        config: { variant: 'spatial', p, layout: 'channelsLast' },
        shape: [2, 3, 3, 8],
        layer: layers.spatialDropout2d({ rate }),
      },
      {
        config: { variant: 'spatial', p, layout: 'channelsLast' },
        shape: [2, 2, 2, 2, 8],
        layer: layers.spatialDropout3d({ rate }),
      },
      { config: { variant: 'spatial', p, layout: 'channelsFirst' }, shape: [2, 8, 3, 3], layer: channelsFirst() },
    ],
  },
  {
    what: 'variational (locked) dropout',
    uses: [{ config: { variant: 'variational', p }, shape: [2, 5, 8], layer: layers.variationalDropout({ rate }) }],
  },
  {
    what: 'token (word) dropout',
    uses: [{ config: { variant: 'token', p }, shape: [2, 9, 4], layer: layers.tokenDropout({ rate }) }],
  },
  { what: 'embedding dropout', uses: [{ config: { variant: 'embedding', p }, shape: [12, 4] }] },
  {
    what: 'whole attention heads (DropHead, scaled by 1 - p)',
    uses: [{ config: { variant: 'head', p }, shape: [3, 8, 2, 2], layer: layers.headDropout({ rate }) }],
  },
  {
    what: 'DropPath (stochastic depth), row and batch',
    uses: [
      { config: { variant: 'dropPath', p }, shape: [16, 3, 2], layer: layers.dropPath({ rate }) },
      { config: { variant: 'dropPath', p, mode: 'batch' }, shape: [16, 3, 2], layer: layers.dropPath({ rate, mode: 'batch' }) },
    ],
  },
  { what: 'LayerDrop', uses: [{ config: { variant: 'layerDrop', p }, shape: [4, 3] }] },
  {
    what: 'DropConnect masks of weights, shared and per example',
    uses: [
      { config: { variant: 'dropConnect', p }, shape: [6, 5] },
      { config: { variant: 'dropConnect', p }, shape: [3, 6, 5] },
    ],
  },
  {
    what: 'alpha dropout',
    uses: [{ config: { variant: 'alpha', p }, shape: [4, 6], layer: layers.alphaDropout({ rate }), adds: true }],
  },
  {
    what: 'feature alpha dropout',
    uses: [
      {
        config: { variant: 'featureAlpha', p, layout: 'channelsLast' },
        shape: [2, 3, 3, 8],
        layer: layers.featureAlphaDropout({ rate }),
        adds: true,
      },
    ],
  },
  {
    what: 'attention dropout, of weights after the softmax; shared over batch and heads',
    uses: [
      { config: { variant: 'attention', p }, shape: [2, 3, 4, 4], layer: layers.attentionDropout({ rate }) },
      {
        config: { variant: 'attention', p, broadcastAxes: [0, 1] },
        shape: [2, 3, 4, 4],
        layer: layers.attentionDropout({ rate, broadcastAxes: [0, 1] }),
      },
    ],
  },
  {
    what: 'DropKey, of attention logits before the softmax',
    uses: [{ config: { variant: 'dropKey', p }, shape: [2, 3, 4, 4], layer: layers.dropKey({ rate }) }],
  },
  {
    what: 'recurrent dropout: of states by one mask a sequence (Gal), of the candidate at every step (Semeniuta)',
    uses: [
      { config: { variant: 'recurrent', p, target: 'state' }, shape: [4, 5, 6] },
      { config: { variant: 'recurrent', p, target: 'candidate' }, shape: [4, 5, 6] },
    ],
  },
  { what: 'weight drop of recurrent matrices', uses: [{ config: { variant: 'weightDrop', p }, shape: [6, 24] }] },
  {
    what: 'zoneout, two inputs and the gradient to each',
    uses: [{ config: { variant: 'zoneout', p }, shape: [4, 6], second: true }],
  },
  {
    what: 'dropout with a probability for each sample',
    uses: [{ config: { variant: 'perSample', probabilities: [0, 0.3, 0.9, 1] }, shape: [4, 33] }],
  },
  {
    what: 'DropBlock 1d, 2d and 3d, both layouts, normalised over the tensor or each sample by exact counts',
    uses: [
      {
        config: { variant: 'dropBlock', p, blockSize: 4 },
        shape: [2, 3, 40],
        layer: layers.dropBlock1d({ rate, blockSize: 4, dataFormat: 'channelsFirst' }),
      },
      {
        config: { variant: 'dropBlock', p, blockSize: 3, layout: 'channelsLast' },
        shape: [2, 9, 8, 5],
        layer: layers.dropBlock2d({ rate, blockSize: 3 }),
      },
      {
        config: { variant: 'dropBlock', p, blockSize: [1, 2, 9], normalization: 'sample' },
        shape: [2, 3, 4, 5, 6],
        layer: layers.dropBlock3d({ rate, blockSize: [1, 2, 9], normalization: 'sample', dataFormat: 'channelsFirst' }),
      },
    ],
  },
  {
    what: 'cutout',
    uses: [
      {
        config: { variant: 'cutout', size: 4, holes: 2 },
        shape: [3, 2, 9, 8],
        layer: layers.cutout({ size: 4, holes: 2, dataFormat: 'channelsFirst' }),
      },
    ],
  },
  {
    what: 'Gaussian dropout',
    uses: [{ config: { variant: 'gaussian', p }, shape: [5, 33], layer: layers.gaussianDropout({ rate }), near: true }],
  },
  {
    what: 'uniform dropout (UOut)',
    uses: [
      { config: { variant: 'uniform', beta: 0.4 }, shape: [5, 33], layer: layers.uniformDropout({ beta: 0.4 }), adds: true },
    ],
  },
  {
    what: 'variational Gaussian dropout',
    uses: [{ config: { variant: 'variationalGaussian', alpha: 0.5 }, shape: [5, 33], near: true }],
  },
  {
    what: 'concrete dropout',
    uses: [{ config: { variant: 'concrete', p: 0.2 }, shape: [5, 33], near: true }],
  },
  {
    what: 'ShakeDrop, alpha forward and beta backward',
    uses: [
      { config: { variant: 'shakeDrop', p }, shape: [8, 3, 2], layer: layers.shakeDrop({ rate }), adds: true },
      {
        config: { variant: 'shakeDrop', p, mode: 'batch' },
        shape: [8, 3, 2],
        layer: layers.shakeDrop({ rate, mode: 'batch' }),
        adds: true,
      },
    ],
  },
];

function noisy(): DropoutLayer {
  return layers.dropout({ rate, noiseShape: [null, 1, 5] });
}

function channelsFirst(): DropoutLayer {
  return layers.spatialDropout2d({ rate, dataFormat: 'channelsFirst' });
}

const ADDRESS: Address = { seed: 42, stream: 1, step: 2 };
const reference = createReferenceBackend();

/** The whole file. */
export async function featuresMarkdown(): Promise<string> {
  await tf.setBackend('cpu');
  const backends = [createCpuBackend({ simd: true }), createCpuBackend({ simd: false })];
  const gpu = await onGpu();
  const rows: string[][] = [];
  for (const { what, uses } of FEATURES) {
    const onDevice = await Promise.all(uses.map(gpu.runs));
    const inGraphs = await Promise.all(uses.map(runsInGraph));
    rows.push([
      `\`${uses[0].config.variant}\``,
      what,
      ...backends.map((backend) => tick(uses.every((use) => runsOn(backend, use)))),
      tick(onDevice.every((runs) => runs)),
      tick(uses.every(runsAsOp)),
      uses.some(({ layer }) => layer) ? tick(uses.every(runsAsLayer)) : wrapperThatRuns(uses[0].config.variant),
      tick(inGraphs.every((runs) => runs)),
    ]);
  }
  gpu.close();
  const header = ['variant', 'what it is', 'cpu (SIMD)', 'cpu (plain)', 'webgpu', 'tfjs op', 'tfjs layer', 'ONNX graph'];
  return `${INTRODUCTION}\n${table([header, header.map(() => '---'), ...rows])}\n${REST}`;
}

/** Names of the variants that the published schema knows, to be compared with the table's. */
export function publishedVariants(): string[] {
  const { oneOf } = configSchema() as { oneOf: { properties: { variant: { const: string } } }[] };
  return oneOf.map(({ properties }) => properties.variant.const);
}

/** Names of the variants in the table. */
export function tabledVariants(): string[] {
  return FEATURES.map(({ uses }) => uses[0].config.variant);
}

function runsOn(backend: typeof reference, use: Use): boolean {
  const { config, shape, second } = use;
  const x = input(shape);
  const plan = lower(config, shape, 'train');
  const operands = second && { other: x.map((value) => 2 * value) };
  const results = (on: typeof reference) => [
    on.forward(plan, ADDRESS, x, undefined, operands),
    on.backward(plan, ADDRESS, x),
    ...(second ? [on.backward(plan, ADDRESS, x, undefined, 'other')] : []),
  ];
  const expected = results(reference);
  return results(backend).every((result, n) => same(use, x, result, expected[n]));
}

/** Held for good: Dawn for Node ends the process when its instance is collected before its devices are. */
let dawn: GPU | undefined;

/** WebGPU on Dawn's adapter for Node, which must be there. */
async function onGpu() {
  Object.assign(globalThis, globals);
  dawn ??= create([]);
  const adapter = await dawn.requestAdapter();
  if (!adapter) throw new Error('no WebGPU adapter: FEATURES.md cannot be checked');
  const device = await adapter.requestDevice();
  const backend = createWebGpuBackend(device);
  const runs = async (use: Use): Promise<boolean> => {
    const { config, shape, second } = use;
    const x = input(shape);
    const plan = lower(config, shape, 'train');
    const other = second && x.map((value) => 2 * value);
    const device = backend.upload(x);
    const results = [
      backend.forward(plan, ADDRESS, device, undefined, other && { other: backend.upload(other) }),
      backend.backward(plan, ADDRESS, device),
      ...(second ? [backend.backward(plan, ADDRESS, device, undefined, 'other')] : []),
    ];
    const operands = other && { other };
    const expected = [
      reference.forward(plan, ADDRESS, x, undefined, operands),
      reference.backward(plan, ADDRESS, x),
      ...(second ? [reference.backward(plan, ADDRESS, x, undefined, 'other')] : []),
    ];
    const values = await Promise.all(results.map((result) => backend.read(result)));
    return values.every((value, n) => same(use, x, value as Float32Array, expected[n], DEVICE));
  };
  return { runs, close: () => device.destroy() };
}

function runsAsOp(use: Use): boolean {
  const { config, shape, second } = use;
  const plan = lower(config, shape, 'train');
  return agrees(use, (x) => dropout(x, config, ADDRESS, second && { other: tf.mul(x, 2) }), plan, ADDRESS);
}

/** Forward only: exported models have no gradients. */
async function runsInGraph(use: Use): Promise<boolean> {
  const { config, shape, second } = use;
  const x = input(shape);
  const other = second && x.map((value) => 2 * value);
  const expected = reference.forward(lower(config, shape, 'train'), ADDRESS, x, undefined, other && { other });
  return same(use, x, await inGraph({ config, shape, address: ADDRESS, x, other }), expected);
}

/** True also for a use that no layer stands for: then the op is the way. */
function runsAsLayer(use: Use): boolean {
  const { layer, shape } = use;
  if (!layer) return true;
  const { seed, stream, step, config } = layer;
  const apply = (x: tf.Tensor) => {
    layer.step = step;
    return layer.apply(x, { training: true }) as tf.Tensor;
  };
  return agrees(use, apply, lower(config, shape, 'train'), { seed, stream, step });
}

/** Forward and backward; with a second input of 2 x the gradient to x is that of both inputs. */
function agrees(use: Use, op: (x: tf.Tensor) => tf.Tensor, plan: ReturnType<typeof lower>, at: Address): boolean {
  const { shape, second } = use;
  const x = input(shape);
  const operands = second && { other: x.map((value) => 2 * value) };
  const dOther = second && reference.backward(plan, at, x, undefined, 'other');
  const gradient = reference.backward(plan, at, x).map((value, i) => value + (dOther ? 2 * dOther[i] : 0));
  return tf.tidy(() => {
    const tensor = tf.tensor(x, [...shape]);
    const y = op(tensor).dataSync() as Float32Array;
    const dx = tf.grad(op)(tensor, tensor).dataSync() as Float32Array;
    return same(use, x, y, reference.forward(plan, at, x, undefined, operands)) && same(use, x, dx, gradient);
  });
}

function input(shape: readonly number[]): Float32Array {
  return Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => i - 3.25);
}

/** What noise may be off by, and what adding after multiplying may, relative to x (and 1, where constants are added). */
interface Allowance {
  readonly near: number;
  readonly adds: number;
}

const HOST: Allowance = { near: 2e-6, adds: 0 };
const DEVICE: Allowance = { near: 2e-3, adds: 1e-6 };

function same({ near, adds }: Use, x: Float32Array, a: FloatArray, b: FloatArray, allowance = HOST): boolean {
  const allowed = near ? allowance.near : adds ? allowance.adds : 0;
  const close = (i: number) => allowed > 0 && Math.abs(a[i] - b[i]) <= allowed * Math.max(1, Math.abs(x[i]));
  const agree = (i: number) => Object.is(a[i], b[i]) || close(i);
  return a.length === b.length && x.every((_, i) => agree(i));
}

function tick(yes: boolean): string {
  return yes ? 'yes' : '';
}

function table(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `| ${row.join(' | ')} |`).join('\n');
}

const INTRODUCTION = `# Features

Every "yes" of this table is a run: forward and backward in all the ways that its line names, bit for bit what the reference backend in
\`@dropkit/core\` gives (normal and concrete noise: within 2e-6 of it, relative to x; on WebGPU within 2e-3, and alpha, uniform
noise and ShakeDrop within 1e-6). A tfjs layer may leave some of those ways (such as broadcast axes) to the op; where it has a name, it is
a wrapper around a layer or a recurrent cell of tfjs, which this page saw drop in training, repeat itself and stay quiet at inference; its own
tests hold it to its formula. ONNX graphs run forward, in onnxruntime-web on wasm. \`npm run features\` renews the page, and the tests fail
when it is not what the code does.
`;

const REST = `
Scaling is \`inverted\` (default), \`standard\` or \`none\` wherever the variant does not bring its own. All variants take any box of a global
tensor, so shards draw their part of one mask. The conformance suite runs all of this and more on each backend; what a backend can do
beside the variants:

| | reference | cpu (SIMD) | cpu (plain) | webgpu | tfjs adapter | ONNX graph |
| --- | --- | --- | --- | --- | --- | --- |
| float32 | yes | yes | yes | yes | yes | yes |
| float64 | yes | yes | yes | | | yes |
| float16, where the runtime has it | yes | yes | yes | yes, on any device | | yes, computed in float32 |
| in place, into \`out\` | yes | yes | yes | yes | | |
| kept masks | yes | yes | yes | yes | | \`kept: true\` |
| residual + dropout(x + bias) in one pass, with all gradients | yes | yes | yes | yes | | |
| gradient to a learned p or alpha, by \`tangentPlan\` | yes | yes | yes | yes | | |
| backward | yes | yes | yes | yes | every order, by \`tf.grad\` | |
| models that exist | | | | | \`convertDropout\`, \`removeDropout\` | \`inspect\`, \`insert\`, \`activate\`, \`fold\`, \`strip\` |
| Monte Carlo prediction | \`monteCarlo\` | \`monteCarlo\` | \`monteCarlo\` | \`monteCarlo\` | \`mcPredict\` | \`createMcSession\`, \`monteCarlo\` |
| runs in | Node 20+, browsers | Node 20+, browsers | Node 20+, browsers, any CSP | browsers with WebGPU, Node with Dawn | tfjs cpu, wasm, webgl, webgpu; others through tfjs' own ops | onnxruntime-web on wasm, onnxruntime-node; on WebGPU all but normal, uniform and concrete noise and ShakeDrop |
`;
