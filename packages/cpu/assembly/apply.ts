// apply: packed kept bits, x -> y = kept ? scale * x + shift : dropped (SPEC section 6).
// Selects by bits, so that a dropped NaN or infinity cannot leak. A shift of -0 changes no number, so it means none.
// Bits may start anywhere: 32 of them are cut out of an unaligned 64-bit load (8 bytes of slack after the last one).
import { cut } from './bits';

/** n float32 elements. */
export function apply32(src: usize, dst: usize, n: u32, bits: usize, bit: u32, scale: f32, shift: f32, dropped: f32): void {
  bits += bit >> 3;
  bit &= 7;
  const words = n >> 5;
  if (words) {
    const bare = reinterpret<u32>(shift) === 0x80000000 && reinterpret<u32>(dropped) === 0;
    if (bare) scaleWords(src, dst, words, bits, bit, scale);
    else affineWords(src, dst, words, bits, bit, scale, shift, dropped);
    src += words * 128;
    dst += words * 128;
    bits += words * 4;
  }
  n &= 31;
  let w = cut(bits, bit);
  while (n) {
    store<f32>(dst, w & 1 ? load<f32>(src) * scale + shift : dropped);
    w >>= 1;
    src += 4;
    dst += 4;
    --n;
  }
}

/** 32 float32 elements a word of y = kept ? scale * x : +0, which takes one operation where the general case takes four. */
export function scaleWords(src: usize, dst: usize, words: u32, bits: usize, bit: u32, scale: f32): void {
  const m = f32x4.splat(scale);
  do {
    const w = i32x4.splat(cut(bits, bit));
    keep(src, dst, w, i32x4(1, 2, 4, 8), m);
    keep(src + 16, dst + 16, w, i32x4(1 << 4, 1 << 5, 1 << 6, 1 << 7), m);
    keep(src + 32, dst + 32, w, i32x4(1 << 8, 1 << 9, 1 << 10, 1 << 11), m);
    keep(src + 48, dst + 48, w, i32x4(1 << 12, 1 << 13, 1 << 14, 1 << 15), m);
    keep(src + 64, dst + 64, w, i32x4(1 << 16, 1 << 17, 1 << 18, 1 << 19), m);
    keep(src + 80, dst + 80, w, i32x4(1 << 20, 1 << 21, 1 << 22, 1 << 23), m);
    keep(src + 96, dst + 96, w, i32x4(1 << 24, 1 << 25, 1 << 26, 1 << 27), m);
    keep(src + 112, dst + 112, w, i32x4(1 << 28, 1 << 29, 1 << 30, 1 << 31), m);
    src += 128;
    dst += 128;
    bits += 4;
  } while (--words);
}

function keep(src: usize, dst: usize, w: v128, ones: v128, m: v128): void {
  store<v128>(dst, v128.and(f32x4.mul(load<v128>(src), m), i32x4.eq(v128.and(w, ones), ones)));
}

/** The general case, four elements a turn, the bits moving down. */
function affineWords(src: usize, dst: usize, words: u32, bits: usize, bit: u32, scale: f32, shift: f32, dropped: f32): void {
  const m = f32x4.splat(scale);
  const b = f32x4.splat(shift);
  const d = f32x4.splat(dropped);
  const ones = i32x4(1, 2, 4, 8);
  do {
    let w = i32x4.splat(cut(bits, bit));
    const end = src + 128;
    do {
      const y = f32x4.add(f32x4.mul(load<v128>(src), m), b);
      store<v128>(dst, v128.bitselect(y, d, i32x4.eq(v128.and(w, ones), ones)));
      w = i32x4.shr_u(w, 4);
      src += 16;
      dst += 16;
    } while (src < end);
    bits += 4;
  } while (--words);
}

/** n float64 elements. */
export function apply64(src: usize, dst: usize, n: u32, bits: usize, bit: u32, scale: f64, shift: f64, dropped: f64): void {
  const m = f64x2.splat(scale);
  const b = f64x2.splat(shift);
  const d = f64x2.splat(dropped);
  const ones = i64x2(1, 2);
  bits += bit >> 3;
  bit &= 7;
  let words = n >> 5;
  if (words) {
    do {
      let w = i64x2.splat(<i64>cut(bits, bit));
      const end = src + 256;
      do {
        const y = f64x2.add(f64x2.mul(load<v128>(src), m), b);
        store<v128>(dst, v128.bitselect(y, d, i64x2.eq(v128.and(w, ones), ones)));
        w = i64x2.shr_u(w, 2);
        src += 16;
        dst += 16;
      } while (src < end);
      bits += 4;
    } while (--words);
  }
  n &= 31;
  let w = cut(bits, bit);
  while (n) {
    store<f64>(dst, w & 1 ? load<f64>(src) * scale + shift : dropped);
    w >>= 1;
    src += 8;
    dst += 8;
    --n;
  }
}
