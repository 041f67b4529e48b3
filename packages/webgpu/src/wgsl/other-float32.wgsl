// A second input beside float32.wgsl.

override OTHER_IS_Y = false;

@group(0) @binding(3) var<storage, read> other: array<vec4<f32>>;

fn load_other(quad: u32) -> vec4<f32> {
  if (OTHER_IS_Y) {
    return y[quad];
  }
  return other[quad];
}
