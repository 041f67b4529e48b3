// 64-bit unsigned integers as (low, high) words.

// High word of a product, by 16-bit halves. Only the last sum can pass 2^32, and is then less than what was added.
fn multiply_high(a: u32, b: u32) -> u32 {
  let a_low = a & 0xffffu;
  let a_high = a >> 16u;
  let b_low = b & 0xffffu;
  let b_high = b >> 16u;
  let upper = a_low * b_high;
  let middle = upper + a_high * b_low + ((a_low * b_low) >> 16u);
  return a_high * b_high + (middle >> 16u) + select(0u, 0x10000u, middle < upper);
}

fn add_wide(a: vec2<u32>, b: vec2<u32>) -> vec2<u32> {
  let low = a.x + b.x;
  return vec2(low, a.y + b.y + u32(low < b.x));
}

fn multiply_wide(a: u32, b: vec2<u32>) -> vec2<u32> {
  return vec2(a * b.x, multiply_high(a, b.x) + a * b.y);
}

// For 0 < n < 32.
fn shift_right_wide(a: vec2<u32>, n: u32) -> vec2<u32> {
  return vec2((a.x >> n) | (a.y << (32u - n)), a.y >> n);
}
