// apply: packed kept bits, x -> y = kept ? scale * x + shift : dropped (SPEC section 6).
// Selects by bits, so that a dropped NaN or infinity cannot leak. A shift of -0 changes no number, so it means none.
// Bits may start anywhere: 32 of them are cut out of an unaligned 64-bit load (8 bytes of slack after the last one).

/** n float32 elements. */
export function apply32(src: usize, dst: usize, n: u32, bits: usize, bit: u32, scale: f32, shift: f32, dropped: f32): void {
  bits += bit >> 3;
  bit &= 7;
  while (n >= 32) {
    thirtyTwo(src, dst, cut(bits, bit), f32x4.splat(scale), f32x4.splat(shift), f32x4.splat(dropped));
    src += 128;
    dst += 128;
    bits += 4;
    n -= 32;
  }
  let w = cut(bits, bit);
  while (n) {
    store<f32>(dst, w & 1 ? load<f32>(src) * scale + shift : dropped);
    w >>= 1;
    src += 4;
    dst += 4;
    --n;
  }
}

/** n float64 elements. */
export function apply64(src: usize, dst: usize, n: u32, bits: usize, bit: u32, scale: f64, shift: f64, dropped: f64): void {
  bits += bit >> 3;
  bit &= 7;
  while (n >= 8) {
    const w = i64x2.splat(<i64>cut(bits, bit));
    two(src, dst, w, i64x2(1, 2), scale, shift, dropped);
    two(src + 16, dst + 16, w, i64x2(4, 8), scale, shift, dropped);
    two(src + 32, dst + 32, w, i64x2(16, 32), scale, shift, dropped);
    two(src + 48, dst + 48, w, i64x2(64, 128), scale, shift, dropped);
    src += 64;
    dst += 64;
    bits += 1;
    n -= 8;
  }
  let w = cut(bits, bit);
  while (n) {
    store<f64>(dst, w & 1 ? load<f64>(src) * scale + shift : dropped);
    w >>= 1;
    src += 8;
    dst += 8;
    --n;
  }
}

function cut(bits: usize, bit: u32): u32 {
  return u32(load<u64>(bits) >> u64(bit));
}

function thirtyTwo(src: usize, dst: usize, bits: u32, m: v128, b: v128, d: v128): void {
  const w = i32x4.splat(bits);
  four(src, dst, w, i32x4(1, 2, 4, 8), m, b, d);
  four(src + 16, dst + 16, w, i32x4(1 << 4, 1 << 5, 1 << 6, 1 << 7), m, b, d);
  four(src + 32, dst + 32, w, i32x4(1 << 8, 1 << 9, 1 << 10, 1 << 11), m, b, d);
  four(src + 48, dst + 48, w, i32x4(1 << 12, 1 << 13, 1 << 14, 1 << 15), m, b, d);
  four(src + 64, dst + 64, w, i32x4(1 << 16, 1 << 17, 1 << 18, 1 << 19), m, b, d);
  four(src + 80, dst + 80, w, i32x4(1 << 20, 1 << 21, 1 << 22, 1 << 23), m, b, d);
  four(src + 96, dst + 96, w, i32x4(1 << 24, 1 << 25, 1 << 26, 1 << 27), m, b, d);
  four(src + 112, dst + 112, w, i32x4(1 << 28, 1 << 29, 1 << 30, 1 << 31), m, b, d);
}

function four(src: usize, dst: usize, w: v128, ones: v128, m: v128, b: v128, d: v128): void {
  const y = f32x4.add(f32x4.mul(load<v128>(src), m), b);
  store<v128>(dst, v128.bitselect(y, d, i32x4.eq(v128.and(w, ones), ones)));
}

function two(src: usize, dst: usize, w: v128, ones: v128, m: f64, b: f64, d: f64): void {
  const y = f64x2.add(f64x2.mul(load<v128>(src), f64x2.splat(m)), f64x2.splat(b));
  store<v128>(dst, v128.bitselect(y, f64x2.splat(d), i64x2.eq(v128.and(w, ones), ones)));
}
