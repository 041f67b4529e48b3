// Scale of each part: count / kept count, 0 where nothing is kept. Rounded as the specification does it, to float64 and then to float32,
// by long division: WGSL's own may be off by units in the last place. A thread a part. SPEC section 6, `normalized`.

struct Params {
  // Elements of a part, (low, high).
  elements: vec2<u32>,
  parts: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read_write> scales: array<f32>;
@group(0) @binding(2) var<storage, read> counts: array<vec2<u32>>;

@compute @workgroup_size(WORKGROUP)
fn normalize_parts(
  @builtin(workgroup_id) workgroup: vec3<u32>,
  @builtin(num_workgroups) workgroups: vec3<u32>,
  @builtin(local_invocation_index) local: u32,
) {
  let part = thread_of(workgroup, workgroups, local);
  if (part >= params.parts) {
    return;
  }
  let kept = counts[part];
  if (all(kept == vec2(0u))) {
    scales[part] = 0.0;
  } else {
    scales[part] = quotient(params.elements, kept);
  }
}

// a / b for 2^53 > a >= b > 0.
fn quotient(a: vec2<u32>, b: vec2<u32>) -> f32 {
  var divisor = b;
  var exponent = 0u;
  while (!is_less(a, shift_left_wide(divisor, 1u))) {
    divisor = shift_left_wide(divisor, 1u);
    exponent++;
  }
  // 24 digits for float32, 29 more for float64, one to round by; what remains breaks ties
  var rest = a;
  var high = digits(24u, &rest, divisor);
  var low = digits(29u, &rest, divisor);
  let round = digits(1u, &rest, divisor);
  low += select(0u, 1u, round == 1u && (any(rest != vec2(0u)) || (low & 1u) == 1u));
  high += low >> 29u;
  low &= (1u << 29u) - 1u;
  let half = 1u << 28u;
  high += select(0u, 1u, low > half || (low == half && (high & 1u) == 1u));
  // the leading digit, or a carry past it, adds to the exponent
  return bitcast<f32>(((126u + exponent) << 23u) + high);
}

fn digits(n: u32, rest: ptr<function, vec2<u32>>, divisor: vec2<u32>) -> u32 {
  var digits = 0u;
  for (var k = 0u; k < n; k++) {
    digits <<= 1u;
    if (!is_less(*rest, divisor)) {
      *rest = subtract_wide(*rest, divisor);
      digits |= 1u;
    }
    *rest = shift_left_wide(*rest, 1u);
  }
  return digits;
}

fn is_less(a: vec2<u32>, b: vec2<u32>) -> bool {
  return a.y < b.y || (a.y == b.y && a.x < b.x);
}

fn subtract_wide(a: vec2<u32>, b: vec2<u32>) -> vec2<u32> {
  return vec2(a.x - b.x, a.y - b.y - select(0u, 1u, a.x < b.x));
}

// For 0 < n < 32.
fn shift_left_wide(a: vec2<u32>, n: u32) -> vec2<u32> {
  return vec2(a.x << n, (a.y << n) | (a.x >> (32u - n)));
}
