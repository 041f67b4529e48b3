// y = factor * x, or +0 everywhere, even where x is not a number; 16 elements a thread.

override ZERO = false;

struct Params {
  count: u32,
  factor: f32,
}

@group(0) @binding(0) var<uniform> params: Params;

fn y_at(quad: u32, kept: u32) -> vec4<f32> {
  if (ZERO) {
    return vec4(0.0);
  }
  return load_x(quad) * params.factor;
}

// No bits decide.
fn kept_from(quad: u32) -> u32 {
  return 0u;
}
