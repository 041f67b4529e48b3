// y = the sum of a column's sums of blocks, in their order. SPEC section 8.

struct Params {
  count: u32,
  // Of the first column of this dispatch, and of all.
  quad: u32,
  quads: u32,
  blocks: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(4) var<storage, read> sums: array<vec4<f32>>;

fn y_at(quad: u32, kept: u32) -> vec4<f32> {
  var total = vec4(0.0);
  for (var block = 0u; block < params.blocks; block++) {
    total += sums[block * params.quads + params.quad + quad];
  }
  return total;
}

// No bits decide.
fn kept_from(quad: u32) -> u32 {
  return 0u;
}
