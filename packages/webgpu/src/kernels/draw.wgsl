// Packed Bernoulli decisions: a thread draws 128 bits, mostly from one group. SPEC sections 3 and 4.
// Elements of one group are decided together, digit by digit, until none of the wanted ones is undecided.

// Consecutive indices from the first of a group on, and one threshold.
override GROUPS = false;

struct Params {
  address: Address,
  base: vec2<u32>,
  // Mask elements of this dispatch, and the local index of the first.
  count: u32,
  first: u32,
  threshold: u32,
  // Mask elements of a row.
  row: u32,
  rank: u32,
  axes: array<vec4<u32>, 16>,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read_write> drawn: array<vec4<u32>>;

@compute @workgroup_size(WORKGROUP)
fn draw(
  @builtin(workgroup_id) workgroup: vec3<u32>,
  @builtin(num_workgroups) workgroups: vec3<u32>,
  @builtin(local_invocation_index) local: u32,
) {
  let thread = thread_of(workgroup, workgroups, local);
  if (thread >= arrayLength(&drawn)) {
    return;
  }
  if (GROUPS) {
    let own = ones_below(min(params.count - 128u * thread, 128u));
    let start = add_wide(params.base, vec2(params.first + 128u * thread, 0u));
    drawn[thread] = own & ~dropped_of(start, own, 0u);
    return;
  }
  var kept = vec4(0u);
  var at = thread * 128u;
  let end = min(at + 128u, params.count);
  while (at < end) {
    let index = index_at(params.first + at);
    let bit = index.x & 127u;
    let count = min(min(end - at, 128u - bit), run_at(params.first + at));
    let wanted = ones_below(bit + count) & ~ones_below(bit);
    let dropped = dropped_of(index, wanted, params.first + at);
    kept |= rotate_left(wanted & ~dropped, (at - bit) & 127u);
    at += count;
  }
  drawn[thread] = kept;
}

// How many elements from n on have consecutive indices and one threshold.
fn run_at(n: u32) -> u32 {
  var run = 1u;
  if (params.rank > 0u) {
    let inner = params.axes[params.rank - 1u];
    run = select(1u, inner.x - n % inner.x, inner.y == 1u && inner.z == 0u);
  }
  return min(run, row_left(n));
}

// Of the group that an index lies in; n is its local number.
fn dropped_of(index: vec2<u32>, wanted: vec4<u32>, n: u32) -> vec4<u32> {
  if (drops_all(n)) {
    return wanted;
  }
  let threshold = threshold_at(n);
  // a group's 128 digits of one plane come from one block, its planes from 32 blocks in a row
  let block = shift_right_wide(index, 2u);
  let first = block.x & ~31u;
  let planes = 32u - countTrailingZeros(threshold);
  var less = vec4(0u);
  var equal = wanted;
  for (var plane = 0u; plane < planes && any(equal != vec4(0u)); plane++) {
    let digits = philox(vec2(first | plane, block.y), PLANAR, params.address);
    // of the threshold, spread to all bits
    let digit = vec4(0u - ((threshold >> (31u - plane)) & 1u));
    less |= equal & ~digits & digit;
    equal &= ~(digits ^ digit);
  }
  return less;
}

// The first n of 128 bits, n <= 128.
fn ones_below(n: u32) -> vec4<u32> {
  let own = clamp(i32(n) - vec4(0, 32, 64, 96), vec4(0), vec4(32));
  let shift = vec4<u32>(own);
  return select((vec4(1u) << (shift & vec4(31u))) - 1u, vec4(0xffffffffu), shift == vec4(32u));
}

fn rotate_left(bits: vec4<u32>, n: u32) -> vec4<u32> {
  var words = select(bits, bits.wxyz, (n & 32u) != 0u);
  words = select(words, words.zwxy, (n & 64u) != 0u);
  let shift = n & 31u;
  let carried = words.wxyz >> vec4((32u - shift) & 31u);
  return select((words << vec4(shift)) | carried, words, shift == 0u);
}
