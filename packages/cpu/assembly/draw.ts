// draw: address -> packed kept bits (SPEC section 4), 128 elements a group, eight groups a batch.
// kept = u >= T = u > T - 1, so only the digits of T - 1 down to the last set digit of T count. The first seven planes are drawn for
// every group, least significant first (two operations a vector instead of three); 63 % of the groups are then still undecided
// and go on alone, in a list, one plane a pass: 8.5 blocks a group on average for a T of 32 digits.
import { EQUAL, LIST, NO_GROUP, WORDS } from './layout';
import { step } from './pending';
import { blocks, M0, prepare } from './philox';

const BATCH: u32 = 8;
const PLANES: u32 = 7;

/**
 * Draws `groups` groups (rounded up to whole batches), whose first block has the low word `block`, into `bits`.
 * The low word must not wrap on the way. Applies what `later` put off in between.
 */
export function draw(
  k0: u32,
  k1: u32,
  step: u32,
  stream: u32,
  blockHigh: u32,
  block: u32,
  threshold: u32,
  groups: u32,
  bits: usize,
): void {
  const digits = 32 - ctz(threshold);
  prepare(k0, k1, step, stream, blockHigh);
  const planes = min(digits, PLANES);
  const long = digits > planes;
  let undecided: u32 = 0;
  let group: u32 = 0;
  do {
    firstPlanes(block + group * 32, threshold - 1, planes, bits + group * 16, EQUAL + group * 16);
    if (long) undecided = enlist(group, undecided);
    group += BATCH;
  } while (group < groups);
  let digit = planes;
  while (undecided && digit < digits) {
    undecided = listedPlane(block + digit, ((threshold - 1) << digit) >> 31, undecided, bits);
    ++digit;
  }
}

/** The first planes of one batch: bits = greater, equal = not decided. */
function firstPlanes(block: u32, digits: u32, planes: u32, bits: usize, equal: usize): void {
  let g0 = i32x4.splat(0),
    g1 = g0,
    g2 = g0,
    g3 = g0,
    g4 = g0,
    g5 = g0,
    g6 = g0,
    g7 = g0;
  let e0 = i32x4.splat(-1),
    e1 = e0,
    e2 = e0,
    e3 = e0,
    e4 = e0,
    e5 = e0,
    e6 = e0,
    e7 = e0;
  digits >>= 32 - planes;
  let p = products(block + planes - 1);
  do {
    blocks(p, i64x2.add(p, i64x2.splat(64 * M0)), i64x2.add(p, i64x2.splat(128 * M0)), i64x2.add(p, i64x2.splat(192 * M0)));
    step();
    p = i64x2.sub(p, i64x2.splat(M0));
    if (digits & 1) {
      g0 = v128.and(g0, word(0));
      e0 = v128.and(e0, word(0));
      g1 = v128.and(g1, word(1));
      e1 = v128.and(e1, word(1));
      g2 = v128.and(g2, word(2));
      e2 = v128.and(e2, word(2));
      g3 = v128.and(g3, word(3));
      e3 = v128.and(e3, word(3));
      g4 = v128.and(g4, word(4));
      e4 = v128.and(e4, word(4));
      g5 = v128.and(g5, word(5));
      e5 = v128.and(e5, word(5));
      g6 = v128.and(g6, word(6));
      e6 = v128.and(e6, word(6));
      g7 = v128.and(g7, word(7));
      e7 = v128.and(e7, word(7));
    } else {
      g0 = v128.or(g0, word(0));
      e0 = v128.andnot(e0, word(0));
      g1 = v128.or(g1, word(1));
      e1 = v128.andnot(e1, word(1));
      g2 = v128.or(g2, word(2));
      e2 = v128.andnot(e2, word(2));
      g3 = v128.or(g3, word(3));
      e3 = v128.andnot(e3, word(3));
      g4 = v128.or(g4, word(4));
      e4 = v128.andnot(e4, word(4));
      g5 = v128.or(g5, word(5));
      e5 = v128.andnot(e5, word(5));
      g6 = v128.or(g6, word(6));
      e6 = v128.andnot(e6, word(6));
      g7 = v128.or(g7, word(7));
      e7 = v128.andnot(e7, word(7));
    }
    digits >>= 1;
  } while (--planes);
  storePair(bits, g0, g1);
  storePair(bits + 32, g2, g3);
  storePair(bits + 64, g4, g5);
  storePair(bits + 96, g6, g7);
  storePair(equal, e0, e1);
  storePair(equal + 32, e2, e3);
  storePair(equal + 64, e4, e5);
  storePair(equal + 96, e6, e7);
}

/** Appends the undecided groups of a batch to the list, without branches, and pads it. */
function enlist(group: u32, length: u32): u32 {
  const end = group + BATCH;
  do {
    store<u32>(LIST + length * 4, group);
    length += u32(v128.any_true(load<v128>(EQUAL + group * 16)));
  } while (++group < end);
  return length;
}

/** One more plane for all listed groups; returns the length of the list of those that are still undecided. */
function listedPlane(block: u32, digit: u32, length: u32, bits: usize): u32 {
  const one = i32x4.splat(-(<i32>digit));
  pad(length);
  let left: u32 = 0;
  let i: u32 = 0;
  do {
    const low = listed(i, block);
    const high = listed(i + 4, block);
    const m0 = i32x4.splat(<i32>M0);
    blocks(
      i64x2.extmul_low_i32x4_u(low, m0),
      i64x2.extmul_high_i32x4_u(low, m0),
      i64x2.extmul_low_i32x4_u(high, m0),
      i64x2.extmul_high_i32x4_u(high, m0),
    );
    step();
    left = decidePair(i, word(0), word(1), one, left, bits);
    left = decidePair(i + 2, word(2), word(3), one, left, bits);
    left = decidePair(i + 4, word(4), word(5), one, left, bits);
    left = decidePair(i + 6, word(6), word(7), one, left, bits);
    i += BATCH;
  } while (i < length);
  return left;
}

function pad(length: u32): void {
  const none = i32x4.splat(NO_GROUP);
  store<v128>(LIST + length * 4, none);
  store<v128>(LIST + length * 4, none, 16);
}

function listed(i: u32, block: u32): v128 {
  return i32x4.add(i32x4.shl(load<v128>(LIST + i * 4), 5), i32x4.splat(block));
}

function decidePair(i: u32, a: v128, b: v128, one: v128, left: u32, bits: usize): u32 {
  left = decide(load<u32>(LIST + i * 4), firstOf(a, b), one, left, bits);
  return decide(load<u32>(LIST + i * 4, 4), secondOf(a, b), one, left, bits);
}

/** digit 0: greater |= equal & r, equal &= ~r; digit 1: equal &= r. */
function decide(group: u32, r: v128, one: v128, left: u32, bits: usize): u32 {
  const at = group * 16;
  const equal = load<v128>(EQUAL + at);
  const greater = v128.andnot(v128.and(equal, r), one);
  const still = v128.andnot(equal, v128.xor(r, one));
  store<v128>(bits + at, v128.or(load<v128>(bits + at), greater));
  store<v128>(EQUAL + at, still);
  store<u32>(LIST + left * 4, group);
  return left + u32(v128.any_true(still));
}

/** Products of M0 with the blocks of one plane of two neighbouring groups. */
function products(block: u32): v128 {
  return i64x2.add(i64x2.splat(u64(block) * M0), i64x2(0, 32 * M0));
}

function word(n: usize): v128 {
  return load<v128>(WORDS + n * 16);
}

// From [c0, c0' | c2, c2'] and [c1, c1' | c3, c3'] to the words of either group.
function firstOf(a: v128, b: v128): v128 {
  return v128.shuffle<i32>(a, b, 0, 4, 2, 6);
}

function secondOf(a: v128, b: v128): v128 {
  return v128.shuffle<i32>(a, b, 1, 5, 3, 7);
}

function storePair(at: usize, a: v128, b: v128): void {
  store<v128>(at, firstOf(a, b));
  store<v128>(at, secondOf(a, b), 16);
}
