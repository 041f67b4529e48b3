// One scale for all elements.

fn scale_at(quad: u32) -> vec4<f32> {
  return vec4(params.scale);
}
