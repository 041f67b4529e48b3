// Plans on tfjs' webgl backend: bits are drawn on the CPU, uploaded as they are (a 32nd of the data) and applied in one shader.
// Plans that multiply by numbers which they draw upload those and use tfjs' own product.
import { type DataType, env, mul, type Tensor, type TensorInfo, tensor, tidy, util } from '@tensorflow/tfjs-core';
import { type HostBackend, sharedCpuBackend } from '../cpu-backend.js';
import { sourceOf } from './drawn.js';
import { type Masked, maskedBy } from './masked.js';
import type { PlanAttributes, PlanKernel } from './plan-kernel.js';
import { DropkitPlanProgram } from './webgl-program.js';

/** What we use of `MathBackendWebGL`. */
interface WebGlBackendOfTfjs {
  readonly texData: { get(dataId: object): TextureData };
  readonly gpgpu: {
    uploadPixelDataToTexture(texture: unknown, pixels: { width: number; height: number; data: Uint8Array }): void;
  };
  /** Makes a tensor's texture, if it has none. */
  getTexture(dataId: object): unknown;
  makeTensorInfo(shape: number[], dtype: DataType): TensorInfo;
  disposeData(dataId: object): boolean;
  runWebGLProgram(
    program: DropkitPlanProgram,
    inputs: TensorInfo[],
    dtype: DataType,
    uniforms: readonly ArrayLike<number>[],
  ): TensorInfo;
}

interface TextureData {
  readonly texture?: unknown;
  texShape?: [number, number];
  isPacked?: boolean;
  usage?: number;
}

const METHODS = ['getTexture', 'makeTensorInfo', 'disposeData', 'runWebGLProgram'] as const;

export const webglKernel: PlanKernel = {
  fits(given) {
    const backend = given as WebGlBackendOfTfjs;
    return (
      METHODS.every((name) => typeof backend[name] === 'function') &&
      typeof backend.texData?.get === 'function' &&
      typeof backend.gpgpu?.uploadPixelDataToTexture === 'function'
    );
  },
  run(backend: WebGlBackendOfTfjs, attributes, x, other) {
    const { plan, address, host = sharedCpuBackend() } = attributes;
    if (plan.kind === 'noise' || plan.kind === 'concrete') return product(attributes, host, x);
    const source = sourceOf(attributes, host);
    const words = ArrayBuffer.isView(source) ? source : host.mask(plan, address);
    const masked = maskedBy(plan, words, address, host)!;
    return runProgram(backend, attributes, words, masked, other ? [x, other] : [x]);
  },
};

function product({ plan, address }: PlanAttributes, host: HostBackend, x: Tensor): Tensor {
  const factors = host.forward(plan, address, new Float32Array(x.size).fill(1));
  return tidy(() => mul(x, tensor(factors, x.shape, 'float32')));
}

function runProgram(
  backend: WebGlBackendOfTfjs,
  { plan }: PlanAttributes,
  words: Uint32Array,
  { scales, shift, dropped, complement }: Masked,
  inputs: Tensor[],
): TensorInfo {
  const [{ shape, size, dataId }] = inputs;
  const packed = isPacked(backend, dataId) ? asPacked(shape) : undefined;
  const program = new DropkitPlanProgram({
    size,
    packed,
    map: plan.map,
    takesOther: inputs.length > 1,
    part: scales.length > 1 ? size / scales.length : undefined,
    shifts: shift !== 0,
    version: env().getNumber('WEBGL_VERSION') === 2 ? 2 : 1,
  });
  const table = uploadTable(backend, words, scales, packed !== undefined);
  const [height, width] = table.shape;
  const uniforms = [
    [width, height, words.length],
    [scales[0], shift, dropped, complement ? 0 : 1],
  ];
  const [x, other] = inputs.map((input) => ({ ...infoOf(input), shape: program.outputShape }));
  const given = other ? [x, table, other] : [x, table];
  const out = backend.runWebGLProgram(program, given, 'float32', uniforms);
  backend.disposeData(table.dataId);
  return { ...infoOf(out), shape };
}

function infoOf({ dataId, shape, dtype }: TensorInfo): TensorInfo {
  return { dataId, shape, dtype };
}

/** A tensor that is not on the GPU yet is uploaded in either form. */
function isPacked(backend: WebGlBackendOfTfjs, dataId: object): boolean {
  const { texture, isPacked } = backend.texData.get(dataId);
  return texture ? isPacked === true : env().getBool('WEBGL_PACK');
}

/** [batch, rows, columns]: what tfjs' packed textures know of a shape. */
function asPacked(shape: readonly number[]): [number, number, number] {
  const [rows = 1, columns = 1] = shape.length < 2 ? [1, shape[0]] : shape.slice(-2);
  return [util.sizeFromShape(shape.slice(0, -2)), rows, columns];
}

/** tfjs' TextureUsage.PIXELS: four unsigned bytes a texel. */
const PIXELS = 2;

/** The words of a mask, and behind them the bits of float32 scales if there are several, as a texture: one word a texel. */
function uploadTable(backend: WebGlBackendOfTfjs, words: Uint32Array, scales: Float32Array, packed: boolean): TensorInfo {
  const more = scales.length > 1 ? new Uint32Array(scales.buffer) : new Uint32Array();
  const count = words.length + more.length;
  const width = 2 ** Math.ceil(Math.log2(Math.sqrt(count)));
  const height = Math.ceil(count / width);
  const table = new Uint32Array(width * height);
  table.set(words);
  table.set(more, words.length);
  const info = backend.makeTensorInfo([height, width], 'int32');
  // tfjs would pack what says that it is not, although it is no tensor that a program samples by its coordinates
  Object.assign(backend.texData.get(info.dataId), { usage: PIXELS, texShape: [height, width], isPacked: packed });
  const data = new Uint8Array(table.buffer);
  backend.gpgpu.uploadPixelDataToTexture(backend.getTexture(info.dataId), { width, height, data });
  return info;
}
