// y = kept ? scale * x + shift : dropped, 16 elements a thread. SPEC section 6.
// Selects: a dropped element is its constant even where x is not a number.

// Dropped elements pass and kept ones become the constant.
override COMPLEMENT = false;
// There is something to add: -0 + 0 would be +0.
override SHIFTED = false;

struct Params {
  // Elements of this dispatch, and the index of the first.
  count: u32,
  first: u32,
  bit_rank: u32,
  // Elements of a part.
  part: u32,
  scale: f32,
  shift: f32,
  dropped: f32,
  bit_axes: array<vec4<u32>, 16>,
}

@group(0) @binding(0) var<uniform> params: Params;

fn y_at(quad: u32, kept: u32) -> vec4<f32> {
  var value = load_x(quad) * scale_at(quad);
  if (SHIFTED) {
    value += vec4(params.shift);
  }
  return select(vec4(params.dropped), value, lanes_of(kept) != vec4(COMPLEMENT));
}
