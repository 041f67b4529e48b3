// A second input beside float16.wgsl.

override OTHER_IS_Y = false;

@group(0) @binding(3) var<storage, read> other: array<vec2<u32>>;

fn load_other(quad: u32) -> vec4<f32> {
  if (OTHER_IS_Y) {
    return unpack(y[quad]);
  }
  return unpack(other[quad]);
}
