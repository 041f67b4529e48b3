// y = kept ? x : other, 16 elements a thread. SPEC section 8, zoneout.

struct Params {
  count: u32,
  first: u32,
  bit_rank: u32,
  bit_axes: array<vec4<u32>, 16>,
}

@group(0) @binding(0) var<uniform> params: Params;

fn y_at(quad: u32, kept: u32) -> vec4<f32> {
  return select(load_other(quad), load_x(quad), lanes_of(kept));
}
