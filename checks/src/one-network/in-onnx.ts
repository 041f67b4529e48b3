// The networks as ONNX models, into which insert puts dropout, in onnxruntime-web. Streams have the names of the layers in tfjs.
import { fromJson, type JsonObject, toBinary } from '@bufbuild/protobuf';
import type { DropoutConfig } from '@dropkit/core';
import { insert } from '@dropkit/onnx-export';
import { ModelProtoSchema } from 'onnx-buf';
import * as ort from 'onnxruntime-web';
import { CONV, DENSE, type Result, ROWS, type Run, SEED } from './network.js';

ort.env.wasm.numThreads = 1;

/** A node, in the JSON of protobuf. */
function node(opType: string, input: string[], output: string, attributes: Readonly<Record<string, number[]>> = {}): JsonObject {
  const attribute = Object.entries(attributes).map(([name, ints]) => ({ name, ints: ints.map(String), type: 'INTS' }));
  return { opType, input, output: [output], attribute };
}

function tensor(name: string, dims: readonly number[], floatData: ArrayLike<number>): JsonObject {
  return { name, dims: dims.map(String), dataType: 1, floatData: Array.from(floatData) };
}

function modelOf(
  node: JsonObject[],
  initializer: JsonObject[],
  x: readonly number[],
  outputs: Readonly<Record<string, readonly number[]>>,
): Uint8Array {
  const float = (dims: readonly number[]) => ({
    tensorType: { elemType: 1, shape: { dim: dims.map((size) => ({ dimValue: String(size) })) } },
  });
  const graph = {
    name: 'network',
    node,
    initializer,
    input: [{ name: 'x', type: float(x) }],
    output: Object.entries(outputs).map(([name, dims]) => ({ name, type: float(dims) })),
  };
  return toBinary(ModelProtoSchema, fromJson(ModelProtoSchema, { irVersion: '8', opsetImport: [{ version: '15' }], graph }));
}

async function runnerOf(
  bytes: Uint8Array,
  x: ort.Tensor,
  resultOf: (outputs: ort.InferenceSession.OnnxValueMapType) => Result,
): Promise<Run> {
  const session = await ort.InferenceSession.create(bytes);
  const seed = new ort.Tensor('uint64', BigUint64Array.of(BigInt(SEED)), []);
  return async (step) => resultOf(await session.run({ x, seed, step: new ort.Tensor('uint32', Uint32Array.of(step), []) }));
}

export function denseInOnnx(): Promise<Run> {
  const { inputs, units, outputs, p, site, x, hidden, out } = DENSE;
  const nodes = [node('Gemm', ['x', 'w1', 'b1'], 'g'), node('Relu', ['g'], 'h'), node('Gemm', ['h', 'w2', 'b2'], 'y')];
  const weights = [
    tensor('w1', [inputs, units], hidden.kernel),
    tensor('b1', [units], hidden.bias),
    tensor('w2', [units, outputs], out.kernel),
    tensor('b2', [outputs], out.bias),
  ];
  const model = modelOf(nodes, weights, [ROWS, inputs], { h: [ROWS, units], y: [ROWS, outputs] });
  const sampled = insert(model, { op: 'Relu' }, { variant: 'dropout', p }, { streams: { h: site } });
  return runnerOf(sampled, new ort.Tensor('float32', x, [ROWS, inputs]), ({ h, y }) => ({
    sites: { [site]: floats(h) },
    y: floats(y),
  }));
}

/** Channels come first, as exporters write it, but for the blocks, whose seeds are drawn in the tensor's own layout. */
export function convInOnnx(): Promise<Run> {
  const { side, channels, outputs, maps, blocks, x, first, second, out } = CONV;
  const [one, four, six] = channels;
  const nodes = [
    node('Conv', ['x', 'k1', 'b1'], 'c1', { pads: [1, 1, 1, 1] }),
    node('Relu', ['c1'], 'a'),
    node('Conv', ['a', 'k2', 'b2'], 'c2'),
    node('Relu', ['c2'], 'r'),
    node('Transpose', ['r'], 'd', { perm: [0, 2, 3, 1] }),
    node('ReduceMean', ['d'], 'm', { axes: [1, 2] }),
    node('Reshape', ['m', 'rows'], 'f'),
    node('Gemm', ['f', 'w', 'b'], 'y'),
  ];
  const weights = [
    tensor('k1', [four, one, 3, 3], outputsFirst(first.kernel, one, four)),
    tensor('b1', [four], first.bias),
    tensor('k2', [six, four, 3, 3], outputsFirst(second.kernel, four, six)),
    tensor('b2', [six], second.bias),
    { name: 'rows', dims: ['2'], dataType: 7, int64Data: [String(ROWS), String(six)] },
    tensor('w', [six, outputs], out.kernel),
    tensor('b', [outputs], out.bias),
  ];
  const spatial: DropoutConfig = { variant: 'spatial', p: maps.p, layout: 'channelsFirst' };
  const block: DropoutConfig = { variant: 'dropBlock', p: blocks.p, blockSize: blocks.blockSize, layout: 'channelsLast' };
  const shapes = { a: [ROWS, four, side, side], d: [ROWS, side - 2, side - 2, six], y: [ROWS, outputs] };
  const model = modelOf(nodes, weights, [ROWS, one, side, side], shapes);
  const withMaps = insert(model, 'a', spatial, { streams: { a: maps.site } });
  const sampled = insert(withMaps, 'd', block, { streams: { d: blocks.site } });
  return runnerOf(sampled, new ort.Tensor('float32', x, [ROWS, one, side, side]), ({ a, d, y }) => ({
    sites: { [maps.site]: channelsLast(floats(a), side * side, four), [blocks.site]: floats(d) },
    y: floats(y),
  }));
}

function floats(tensor: ort.OnnxValue | undefined): Float32Array {
  return (tensor as ort.Tensor).data as Float32Array;
}

/** [3, 3, in, out] as [out, in, 3, 3]. */
function outputsFirst(kernel: Float32Array, inputs: number, outputs: number): Float32Array {
  return kernel.map((_, i) => {
    const [pixel, k, column] = [i % 9, Math.floor(i / 9) % inputs, Math.floor(i / 9 / inputs)];
    return kernel[(pixel * inputs + k) * outputs + column]!;
  });
}

function channelsLast(x: Float32Array, pixels: number, channels: number): Float32Array {
  return x.map((_, i) => {
    const [channel, pixel, row] = [i % channels, Math.floor(i / channels) % pixels, Math.floor(i / channels / pixels)];
    return x[(row * channels + channel) * pixels + pixel]!;
  });
}
