// A second input beside float16-ragged.wgsl.

override OTHER_IS_Y = false;

@group(0) @binding(3) var<storage, read> other: array<u32>;

fn load_other(quad: u32) -> vec4<f32> {
  let w = words_of(quad);
  if (OTHER_IS_Y) {
    return unpack(vec2(y[w.x], y[w.y]));
  }
  return unpack(vec2(other[w.x], other[w.y]));
}
