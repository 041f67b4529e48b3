// A residual connection in one pass, and sums over rows (SPEC section 8): every sum and product rounds by itself, bits as in apply.ts.
import { cut } from './bits';

/**
 * y = residual + (kept ? (x + bias) * scale : +0), n float32 elements. A step is what a pointer moves for each element: its size, or 0 where 32
 * elements of -0 stand for what is not added.
 */
export function fuse32(
  src: usize,
  bias: usize,
  biasStep: usize,
  residual: usize,
  residualStep: usize,
  dst: usize,
  n: u32,
  bits: usize,
  bit: u32,
  scale: f32,
): void {
  const m = f32x4.splat(scale);
  bits += bit >> 3;
  bit &= 7;
  let words = n >> 5;
  if (words) {
    do {
      const w = i32x4.splat(cut(bits, bit));
      fuse(src, bias, residual, dst, w, i32x4(1, 2, 4, 8), m);
      fuse(src + 16, bias + 16, residual + 16, dst + 16, w, i32x4(1 << 4, 1 << 5, 1 << 6, 1 << 7), m);
      fuse(src + 32, bias + 32, residual + 32, dst + 32, w, i32x4(1 << 8, 1 << 9, 1 << 10, 1 << 11), m);
      fuse(src + 48, bias + 48, residual + 48, dst + 48, w, i32x4(1 << 12, 1 << 13, 1 << 14, 1 << 15), m);
      fuse(src + 64, bias + 64, residual + 64, dst + 64, w, i32x4(1 << 16, 1 << 17, 1 << 18, 1 << 19), m);
      fuse(src + 80, bias + 80, residual + 80, dst + 80, w, i32x4(1 << 20, 1 << 21, 1 << 22, 1 << 23), m);
      fuse(src + 96, bias + 96, residual + 96, dst + 96, w, i32x4(1 << 24, 1 << 25, 1 << 26, 1 << 27), m);
      fuse(src + 112, bias + 112, residual + 112, dst + 112, w, i32x4(1 << 28, 1 << 29, 1 << 30, 1 << 31), m);
      src += 128;
      dst += 128;
      bias += biasStep << 5;
      residual += residualStep << 5;
      bits += 4;
    } while (--words);
  }
  n &= 31;
  let w = cut(bits, bit);
  while (n) {
    const branch = w & 1 ? (load<f32>(src) + load<f32>(bias)) * scale : 0;
    store<f32>(dst, load<f32>(residual) + branch);
    w >>= 1;
    src += 4;
    dst += 4;
    bias += biasStep;
    residual += residualStep;
    --n;
  }
}

function fuse(src: usize, bias: usize, residual: usize, dst: usize, w: v128, ones: v128, m: v128): void {
  const branch = f32x4.mul(f32x4.add(load<v128>(src), load<v128>(bias)), m);
  store<v128>(dst, f32x4.add(load<v128>(residual), v128.and(branch, i32x4.eq(v128.and(w, ones), ones))));
}

/** The same for n float64 elements. */
export function fuse64(
  src: usize,
  bias: usize,
  biasStep: usize,
  residual: usize,
  residualStep: usize,
  dst: usize,
  n: u32,
  bits: usize,
  bit: u32,
  scale: f64,
): void {
  bits += bit >> 3;
  bit &= 7;
  while (n) {
    let w = cut(bits, bit);
    const end = src + min(n, 32) * 8;
    n -= min(n, 32);
    do {
      const branch = w & 1 ? (load<f64>(src) + load<f64>(bias)) * scale : 0;
      store<f64>(dst, load<f64>(residual) + branch);
      w >>= 1;
      src += 8;
      dst += 8;
      bias += biasStep;
      residual += residualStep;
    } while (src < end);
    bits += 4;
  }
}

/** Adds kept ? x * scale : +0 to the sums of its column, in `rows` rows of `columns` float32 elements, one row after another. */
export function sums32(src: usize, rows: u32, columns: u32, sums: usize, bits: usize, bit: u32, scale: f32): void {
  const m = f32x4.splat(scale);
  const ones = i32x4(1, 2, 4, 8);
  while (rows) {
    let to = sums;
    let n = columns;
    let at = bit;
    while (n >= 4) {
      let w = i32x4.splat(cut(bits + (at >> 3), at & 7));
      let vectors = min(n, 32) >> 2;
      n -= vectors << 2;
      at += vectors << 2;
      do {
        const value = v128.and(f32x4.mul(load<v128>(src), m), i32x4.eq(v128.and(w, ones), ones));
        store<v128>(to, f32x4.add(load<v128>(to), value));
        w = i32x4.shr_u(w, 4);
        src += 16;
        to += 16;
      } while (--vectors);
    }
    let w = cut(bits + (at >> 3), at & 7);
    while (n) {
      store<f32>(to, load<f32>(to) + (w & 1 ? load<f32>(src) * scale : 0));
      w >>= 1;
      src += 4;
      to += 4;
      --n;
    }
    bit += columns;
    --rows;
  }
}

/** The same for float64 elements. */
export function sums64(src: usize, rows: u32, columns: u32, sums: usize, bits: usize, bit: u32, scale: f64): void {
  while (rows) {
    let to = sums;
    let n = columns;
    let at = bit;
    while (n) {
      let w = cut(bits + (at >> 3), at & 7);
      const end = src + min(n, 32) * 8;
      n -= min(n, 32);
      at += 32;
      do {
        store<f64>(to, load<f64>(to) + (w & 1 ? load<f64>(src) * scale : 0));
        w >>= 1;
        src += 8;
        to += 8;
      } while (src < end);
    }
    bit += columns;
    --rows;
  }
}
