// The fragment shader of our kernel on tfjs' webgl backend: y = kept ? scale * x + shift : dropped (or : other).
// Bits come as the bytes of a texture of unsigned bytes, 32 a texel: it exists in WebGL 1 and 2, and where float textures have 16 bits.
// A texel of a packed tensor holds two elements of each of two rows of its last two axes, as tfjs lays them out.
import { bitMap, type MaskIndexMap } from '@dropkit/core';
import type { Table } from './webgl-table.js';

/** What makes one shader differ from another. tfjs compiles for each shape anyway, so shapes are constants here. */
export interface ProgramOptions {
  readonly size: number;
  /** A packed tensor as rows and columns, or as batch, rows and columns; absent for an unpacked one. */
  readonly packed?: readonly number[];
  readonly map: MaskIndexMap;
  /** Whether bits count as their opposites. */
  readonly complement: boolean;
  /** Whether dropped elements take the second input. */
  readonly takesOther: boolean;
  /** Whether something is added to what is kept: x + 0 would turn -0 into +0. */
  readonly shifts: boolean;
  readonly table: Table;
  /** Elements of a part that has a scale of its own; absent where there is one scale. */
  readonly part?: number;
  readonly version: 1 | 2;
}

/** A program as tfjs' webgl backend runs it; it caches what it compiles by this text and the shapes. */
export class DropkitPlanProgram {
  readonly variableNames: string[];
  readonly outputShape: number[];
  readonly packedInputs: boolean;
  readonly packedOutput: boolean;
  readonly customUniforms = [{ name: 'constants', type: 'vec3' }]; // scale, shift, dropped
  readonly userCode: string;

  constructor(options: ProgramOptions) {
    const { packed, size, takesOther } = options;
    this.variableNames = takesOther ? ['X', 'Bits', 'Other'] : ['X', 'Bits'];
    this.outputShape = packed ? [...packed] : [size];
    this.packedInputs = packed !== undefined;
    this.packedOutput = packed !== undefined;
    this.userCode = `${options.version === 2 ? bits2(options) : bits1(options)}
      int bitOf(int n) {
        ${bitOf(options.map)}
      }
      ${resultOf(options)}
      ${packed ? packedMain(options, packed) : plainMain(options)}`;
  }
}

/** WebGL 2 has integers of 32 bits. */
function bits2({ table, complement }: ProgramOptions): string {
  const shift = Math.log2(table.width);
  return `
  uint wordAt(int w) {
    uvec4 bytes = uvec4(texelFetch(Bits, ivec2(w & ${table.width - 1}, w >> ${shift}), 0) * 255. + .5);
    return bytes.x | bytes.y << 8 | bytes.z << 16 | bytes.w << 24;
  }
  bool isKept(int bit) {
    return (wordAt(bit >> 5) >> uint(bit & 31) & 1u) == ${complement ? '0u' : '1u'};
  }
  float floatAt(int w) {
    return uintBitsToFloat(wordAt(w));
  }`;
}

/** WebGL 1 has floats only, also under the name of int: one byte at a time. exp2 may be a little off, which half a unit makes good. */
function bits1({ table: { width, height }, complement }: ProgramOptions): string {
  return `
  vec4 bytesAt(int w) {
    int row = w / ${width};
    vec2 at = (vec2(w - row * ${width}, row) + halfCR) / vec2(${width}, ${height});
    return floor(texture2D(Bits, at) * 255. + .5);
  }
  bool isKept(int bit) {
    int w = bit / 32;
    int digit = bit - w * 32;
    int which = digit / 8;
    vec4 bytes = bytesAt(w);
    float byte = which == 0 ? bytes.x : which == 1 ? bytes.y : which == 2 ? bytes.z : bytes.w;
    return mod(floor((byte + .5) / exp2(float(digit - which * 8))), 2.) == ${complement ? '0.' : '1.'};
  }
  float floatAt(int w) {
    vec4 bytes = bytesAt(w);
    float exponent = bytes.w * 2. + floor(bytes.z / 128.);
    float fraction = mod(bytes.z, 128.) * 65536. + bytes.y * 256. + bytes.x;
    return exponent == 0. ? 0. : (1. + fraction / 8388608.) * exp2(exponent - 127.);
  }`;
}

/** One division for each axis but the first. */
function bitOf(map: MaskIndexMap): string {
  const { dims, strides } = bitMap(map);
  if (dims.length === 0) return 'return 0;';
  if (dims.length === 1) return strides[0] === 0 ? 'return 0;' : `return n * ${strides[0]};`;
  const axes = dims.map((dim, d) =>
    d === 0 ? `bit += n * ${strides[0]};` : `q = n / ${dim}; bit += (n - q * ${dim}) * ${strides[d]}; n = q;`,
  );
  return `int bit = 0; int q; ${axes.reverse().join(' ')} return bit;`;
}

/** From an element, whose number is needed where it has a scale of its own, to its result. */
function resultOf({ part, shifts, table }: ProgramOptions): string {
  const scale = part === undefined ? 'constants.x' : `floatAt(${table.scalesAt} + n / ${part})`;
  return `
  float resultOf(bool kept, int n, float x, float dropped) {
    return kept ? x * ${scale}${shifts ? ' + constants.y' : ''} : dropped;
  }`;
}

function plainMain({ takesOther }: ProgramOptions): string {
  return `
  void main() {
    int n = getOutputCoords();
    float dropped = ${takesOther ? 'getOtherAtOutCoords()' : 'constants.z'};
    setOutput(resultOf(isKept(bitOf(n)), n, getXAtOutCoords(), dropped));
  }`;
}

/** What lies beyond the last row or column stays zero: tfjs' kernels that sum rely on it. */
function packedMain(options: ProgramOptions, packed: readonly number[]): string {
  const [rows, columns] = packed.slice(-2);
  const [type, row, column] = packed.length === 2 ? ['ivec2', 'at.x', 'at.y'] : ['ivec3', 'at.y', 'at.z'];
  const right = columns % 2 === 0 ? '' : `if (${column} + 1 < ${columns})`;
  const below = rows % 2 === 0 ? '' : `if (${row} + 1 < ${rows})`;
  return `
  void main() {
    ${type} at = getOutputCoords();
    int n = ${packed.length === 2 ? '' : `at.x * ${rows * columns} + `}${row} * ${columns} + ${column};
    int m = n + ${columns};
    vec4 x = getXAtOutCoords();
    vec4 dropped = ${options.takesOther ? 'getOtherAtOutCoords()' : 'vec4(constants.z)'};
    ${options.table.pairsRows ? keptOfPair(options, columns) : KEPT_BY_INDEX}
    vec4 y = vec4(0.);
    y.x = resultOf(kept.x, n, x.x, dropped.x);
    ${right} y.y = resultOf(kept.y, n + 1, x.y, dropped.y);
    ${below} y.z = resultOf(kept.z, m, x.z, dropped.z);
    ${right} ${below} y.w = resultOf(kept.w, m + 1, x.w, dropped.w);
    setOutput(y);
  }`;
}

const KEPT_BY_INDEX = 'bvec4 kept = bvec4(isKept(bitOf(n)), isKept(bitOf(n + 1)), isKept(bitOf(m)), isKept(bitOf(m + 1)));';

/** Fetching a word costs as much as all the rest on SwiftShader, and fetches are what GPUs wait for too. */
function keptOfPair({ complement }: ProgramOptions, columns: number): string {
  return `
    uint word = wordAt((at.x >> 1) * ${columns / 16} + (at.y >> 4)) >> uint(at.y & 15);
    bvec4 kept = ${complement ? 'equal' : 'notEqual'}(uvec4(word) & uvec4(1, 2, 1 << 16, 2 << 16), uvec4(0));`;
}
