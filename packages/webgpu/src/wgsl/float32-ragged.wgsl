// Tensors of float32 of any length.

override X_IS_Y = false;

@group(0) @binding(1) var<storage, read_write> y: array<f32>;
@group(0) @binding(2) var<storage, read> x: array<f32>;

fn load_x(quad: u32) -> vec4<f32> {
  let e = elements_of(quad);
  if (X_IS_Y) {
    return vec4(y[e.x], y[e.y], y[e.z], y[e.w]);
  }
  return vec4(x[e.x], x[e.y], x[e.z], x[e.w]);
}

fn store_y(quad: u32, value: vec4<f32>) {
  let count = min(params.count - 4u * quad, 4u);
  for (var lane = 0u; lane < count; lane++) {
    y[4u * quad + lane] = value[lane];
  }
}

fn elements_of(quad: u32) -> vec4<u32> {
  return min(4u * quad + vec4(0u, 1u, 2u, 3u), vec4(params.count - 1u));
}
