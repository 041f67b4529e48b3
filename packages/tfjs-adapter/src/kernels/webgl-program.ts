// The fragment shader of our kernel on tfjs' webgl backend: y = kept ? scale * x + shift : dropped (or : other).
// Bits come as the bytes of a texture of unsigned bytes, 32 a texel: it exists in WebGL 1 and 2, and where float textures have 16 bits.
// A texel of a packed tensor holds two elements of each of two rows of its last two axes, as tfjs lays them out.
import { bitMap, type MaskIndexMap } from '@dropkit/core';

/** What makes one shader differ from another. */
export interface ProgramOptions {
  readonly size: number;
  /** The tensor as [batch, rows, columns]; absent for an unpacked tensor. */
  readonly packed?: readonly [number, number, number];
  readonly map: MaskIndexMap;
  /** Whether dropped elements take the second input. */
  readonly takesOther: boolean;
  /** Elements of a part that has a scale of its own; absent where there is one scale. */
  readonly part?: number;
  /** Whether something is added to what is kept: x + 0 would turn -0 into +0. */
  readonly shifts: boolean;
  readonly version: 1 | 2;
}

/** A program as tfjs' webgl backend runs it; it caches what it compiles by this text and the shapes. */
export class DropkitPlanProgram {
  readonly variableNames: string[];
  readonly outputShape: number[];
  readonly packedInputs: boolean;
  readonly packedOutput: boolean;
  readonly customUniforms = [
    { name: 'table', type: 'ivec3' }, // width, height, and the first word of scales
    { name: 'constants', type: 'vec4' }, // scale, shift, dropped, and the value of a kept bit
  ];
  readonly userCode: string;

  constructor(options: ProgramOptions) {
    const { packed, size, takesOther } = options;
    this.variableNames = takesOther ? ['X', 'Bits', 'Other'] : ['X', 'Bits'];
    this.outputShape = packed ? [...packed] : [size];
    this.packedInputs = packed !== undefined;
    this.packedOutput = packed !== undefined;
    this.userCode = `${options.version === 2 ? WORDS_2 : WORDS_1}
      ${bitAndScale(options)}
      ${packed ? packedMain(packed, takesOther) : plainMain(takesOther)}`;
  }
}

/** WebGL 2 has integers of 32 bits. */
const WORDS_2 = `
  uint wordAt(int w) {
    uvec4 bytes = uvec4(texelFetch(Bits, ivec2(w % table.x, w / table.x), 0) * 255. + .5);
    return bytes.x | bytes.y << 8 | bytes.z << 16 | bytes.w << 24;
  }
  bool isSet(int bit) {
    return (wordAt(bit >> 5) >> uint(bit & 31) & 1u) == uint(constants.w);
  }
  float floatAt(int w) {
    return uintBitsToFloat(wordAt(w));
  }`;

/** WebGL 1 has floats only, also under the name of int: one byte at a time. exp2 may be a little off, which half a unit makes good. */
const WORDS_1 = `
  vec4 bytesAt(int w) {
    int row = w / table.x;
    vec2 at = (vec2(w - row * table.x, row) + halfCR) / vec2(table.xy);
    return floor(texture2D(Bits, at) * 255. + .5);
  }
  bool isSet(int bit) {
    int w = bit / 32;
    int digit = bit - w * 32;
    int which = digit / 8;
    vec4 bytes = bytesAt(w);
    float byte = which == 0 ? bytes.x : which == 1 ? bytes.y : which == 2 ? bytes.z : bytes.w;
    return mod(floor((byte + .5) / exp2(float(digit - which * 8))), 2.) == constants.w;
  }
  float floatAt(int w) {
    vec4 bytes = bytesAt(w);
    float exponent = bytes.w * 2. + floor(bytes.z / 128.);
    float fraction = mod(bytes.z, 128.) * 65536. + bytes.y * 256. + bytes.x;
    return exponent == 0. ? 0. : (1. + fraction / 8388608.) * exp2(exponent - 127.);
  }`;

/** From an element to its result. */
function bitAndScale({ map, part, shifts }: ProgramOptions): string {
  const scale = part === undefined ? 'constants.x' : `floatAt(table.z + n / ${part})`;
  return `
  int bitOf(int n) {
    ${bitOf(map)}
  }
  float resultOf(int n, float x, float dropped) {
    if (!isSet(bitOf(n))) return dropped;
    return x * ${scale}${shifts ? ' + constants.y' : ''};
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

function plainMain(takesOther: boolean): string {
  return `
  void main() {
    float dropped = ${takesOther ? 'getOtherAtOutCoords()' : 'constants.z'};
    setOutput(resultOf(getOutputCoords(), getXAtOutCoords(), dropped));
  }`;
}

/** What lies beyond the last row or column stays zero: tfjs' kernels that sum rely on it. */
function packedMain([, rows, columns]: readonly [number, number, number], takesOther: boolean): string {
  const right = columns % 2 === 0 ? '' : `if (at.z + 1 < ${columns})`;
  const below = rows % 2 === 0 ? '' : `if (at.y + 1 < ${rows})`;
  return `
  void main() {
    ivec3 at = getOutputCoords();
    int n = (at.x * ${rows} + at.y) * ${columns} + at.z;
    vec4 x = getXAtOutCoords();
    vec4 dropped = ${takesOther ? 'getOtherAtOutCoords()' : 'vec4(constants.z)'};
    vec4 y = vec4(0.);
    y.x = resultOf(n, x.x, dropped.x);
    ${right} y.y = resultOf(n + 1, x.y, dropped.y);
    ${below} {
      y.z = resultOf(n + ${columns}, x.z, dropped.z);
      ${right} y.w = resultOf(n + ${columns} + 1, x.w, dropped.w);
    }
    setOutput(y);
  }`;
}
