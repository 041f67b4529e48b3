// y = factor * x + other_factor * other, 16 elements a thread. SPEC section 8, zoneout in evaluation.

struct Params {
  count: u32,
  factor: f32,
  other_factor: f32,
}

@group(0) @binding(0) var<uniform> params: Params;

fn y_at(quad: u32, kept: u32) -> vec4<f32> {
  return load_x(quad) * params.factor + load_other(quad) * params.other_factor;
}

// No bits decide.
fn kept_from(quad: u32) -> u32 {
  return 0u;
}
