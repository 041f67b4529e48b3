// Plans on tfjs' webgl backend: bits are drawn on the CPU, uploaded as they are (a 32nd of the data) and applied in one shader.
// Plans that multiply by numbers which they draw upload those and use tfjs' own product.
import { type DataType, env, mul, type Tensor, type TensorInfo, tensor, tidy, util } from '@tensorflow/tfjs-core';
import { type HostBackend, sharedCpuBackend } from '../cpu-backend.js';
import { sourceOf } from './drawn.js';
import { type Masked, maskedBy } from './masked.js';
import type { PlanAttributes, PlanKernel } from './plan-kernel.js';
import { DropkitPlanProgram } from './webgl-program.js';
import { columnsInPairs, type Table, tableOf } from './webgl-table.js';

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
  const version = env().getNumber('WEBGL_VERSION') === 2 ? 2 : 1;
  const table = tableOf(words, scales, version === 2 ? columnsInPairs(plan, packed) : undefined);
  const bits = upload(backend, table, packed !== undefined);
  const program = new DropkitPlanProgram({
    size,
    packed,
    map: plan.map,
    complement,
    takesOther: inputs.length > 1,
    shifts: shift !== 0,
    table,
    part: scales.length > 1 ? size / scales.length : undefined,
    version,
  });
  const [x, other] = inputs.map((input) => ({ ...infoOf(input), shape: program.outputShape }));
  const given = other ? [x, bits, other] : [x, bits];
  try {
    const out = backend.runWebGLProgram(program, given, 'float32', [[scales[0], shift, dropped]]);
    return { ...infoOf(out), shape };
  } finally {
    backend.disposeData(bits.dataId);
  }
}

function infoOf({ dataId, shape, dtype }: TensorInfo): TensorInfo {
  return { dataId, shape, dtype };
}

/** A tensor that is not on the GPU yet is uploaded in either form. */
function isPacked(backend: WebGlBackendOfTfjs, dataId: object): boolean {
  const { texture, isPacked } = backend.texData.get(dataId);
  return texture ? isPacked === true : env().getBool('WEBGL_PACK');
}

/** What a packed texture knows of a shape: [batch, rows, columns], or [rows, columns] where no batch begins in the middle of a texel. */
function asPacked(shape: readonly number[]): number[] {
  const [rows, columns] = shape.length < 2 ? [1, shape[0] ?? 1] : shape.slice(-2);
  const batch = util.sizeFromShape(shape.slice(0, -2));
  return batch === 1 || rows % 2 === 0 ? [batch * rows, columns] : [batch, rows, columns];
}

/** tfjs' TextureUsage.PIXELS: four unsigned bytes a texel. */
const PIXELS = 2;

/** Makes a texture of a table's words. */
function upload(
  backend: WebGlBackendOfTfjs,
  { words, width, height }: Table & { words: Uint32Array },
  packed: boolean,
): TensorInfo {
  const info = backend.makeTensorInfo([height, width], 'int32');
  // tfjs would pack what says that it is not, although it is no tensor that a program samples by its coordinates
  Object.assign(backend.texData.get(info.dataId), { usage: PIXELS, texShape: [height, width], isPacked: packed });
  const data = new Uint8Array(words.buffer);
  backend.gpgpu.uploadPixelDataToTexture(backend.getTexture(info.dataId), { width, height, data });
  return info;
}
