// A second input beside float32-ragged.wgsl.

override OTHER_IS_Y = false;

@group(0) @binding(3) var<storage, read> other: array<f32>;

fn load_other(quad: u32) -> vec4<f32> {
  let e = elements_of(quad);
  if (OTHER_IS_Y) {
    return vec4(y[e.x], y[e.y], y[e.z], y[e.w]);
  }
  return vec4(other[e.x], other[e.y], other[e.z], other[e.w]);
}
