// Philox4x32-10 (Salmon et al., SC'11; SPEC section 2), two blocks a vector: A = [c0, c0' | c2, c2'], B = [c1, c1' | c3, c3'].
// The counter is (block low, block high, step, stream). All but block low are constant during a draw, so round 0 leaves c0 and c1
// constant and round 1 has one constant product too: both cost one multiplication instead of two.
import { ROUND_CONSTANTS, WORDS } from './layout';

export const M0: u64 = 0xd2511f53;
export const M1: u64 = 0xcd9e8d57;
const W0: u32 = 0x9e3779b9;
const W1: u32 = 0xbb67ae85;

/** Prepares the constants of rounds 0 and 1 and the key of round 2. */
export function prepare(k0: u32, k1: u32, step: u32, stream: u32, blockHigh: u32): void {
  const q = M1 * u64(step);
  const p = M0 * u64(u32(q >> 32) ^ blockHigh ^ k0);
  store<v128>(ROUND_CONSTANTS, halves(stream ^ k1, u32(p >> 32) ^ (k1 + W1)));
  store<v128>(ROUND_CONSTANTS, halves(u32(q) ^ (k0 + W0), 0), 16);
  store<v128>(ROUND_CONSTANTS, i32x4.splat(u32(p)), 32);
  store<v128>(ROUND_CONSTANTS, halves(k0 + 2 * W0, k1 + 2 * W1), 48);
}

/**
 * Eight blocks at once, one for each lane of four vectors of products block low * M0; leaves A and B of each vector at WORDS.
 * Four vectors in flight hide the latency of the multiplications; the rounds stay rolled to stay in the registers.
 */
export function blocks(p0: v128, p1: v128, p2: v128, p3: v128): void {
  const first = load<v128>(ROUND_CONSTANTS);
  const second = load<v128>(ROUND_CONSTANTS, 16);
  const last = load<v128>(ROUND_CONSTANTS, 32);
  let key = load<v128>(ROUND_CONSTANTS, 48);

  const x0 = v128.xor(v128.shuffle<i32>(p0, p0, 1, 3, 0, 2), first);
  const x1 = v128.xor(v128.shuffle<i32>(p1, p1, 1, 3, 0, 2), first);
  const x2 = v128.xor(v128.shuffle<i32>(p2, p2, 1, 3, 0, 2), first);
  const x3 = v128.xor(v128.shuffle<i32>(p3, p3, 1, 3, 0, 2), first);
  const m1 = i32x4.splat(<i32>M1);
  p0 = i64x2.extmul_low_i32x4_u(x0, m1);
  p1 = i64x2.extmul_low_i32x4_u(x1, m1);
  p2 = i64x2.extmul_low_i32x4_u(x2, m1);
  p3 = i64x2.extmul_low_i32x4_u(x3, m1);
  let a0 = v128.xor(v128.shuffle<i32>(p0, x0, 1, 3, 6, 7), second);
  let a1 = v128.xor(v128.shuffle<i32>(p1, x1, 1, 3, 6, 7), second);
  let a2 = v128.xor(v128.shuffle<i32>(p2, x2, 1, 3, 6, 7), second);
  let a3 = v128.xor(v128.shuffle<i32>(p3, x3, 1, 3, 6, 7), second);
  let b0 = v128.shuffle<i32>(p0, last, 0, 2, 6, 7);
  let b1 = v128.shuffle<i32>(p1, last, 0, 2, 6, 7);
  let b2 = v128.shuffle<i32>(p2, last, 0, 2, 6, 7);
  let b3 = v128.shuffle<i32>(p3, last, 0, 2, 6, 7);

  let q: v128;
  let round = 8;
  do {
    p0 = low(a0);
    q = high(a0);
    a0 = v128.xor(odd(q, p0), v128.xor(b0, key));
    b0 = even(q, p0);
    p1 = low(a1);
    q = high(a1);
    a1 = v128.xor(odd(q, p1), v128.xor(b1, key));
    b1 = even(q, p1);
    p2 = low(a2);
    q = high(a2);
    a2 = v128.xor(odd(q, p2), v128.xor(b2, key));
    b2 = even(q, p2);
    p3 = low(a3);
    q = high(a3);
    a3 = v128.xor(odd(q, p3), v128.xor(b3, key));
    b3 = even(q, p3);
    key = i32x4.add(key, halves(W0, W1));
  } while (--round);

  store<v128>(WORDS, a0);
  store<v128>(WORDS, b0, 16);
  store<v128>(WORDS, a1, 32);
  store<v128>(WORDS, b1, 48);
  store<v128>(WORDS, a2, 64);
  store<v128>(WORDS, b2, 80);
  store<v128>(WORDS, a3, 96);
  store<v128>(WORDS, b3, 112);
}

function halves(low: u32, high: u32): v128 {
  return i64x2.replace_lane(i64x2.splat(pair(low)), 1, pair(high));
}

function pair(word: u32): i64 {
  return ((<i64>word) << 32) | <i64>word;
}

function low(a: v128): v128 {
  return i64x2.extmul_low_i32x4_u(a, i32x4(<i32>M0, <i32>M0, <i32>M1, <i32>M1));
}

function high(a: v128): v128 {
  return i64x2.extmul_high_i32x4_u(a, i32x4(<i32>M0, <i32>M0, <i32>M1, <i32>M1));
}

function odd(q: v128, p: v128): v128 {
  return v128.shuffle<i32>(q, p, 1, 3, 5, 7);
}

function even(q: v128, p: v128): v128 {
  return v128.shuffle<i32>(q, p, 0, 2, 4, 6);
}
