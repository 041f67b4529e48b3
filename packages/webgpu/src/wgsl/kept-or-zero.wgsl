// Selects between bits, not numbers: WGSL lets a compiler make one operation, rounded once, of a product and a sum that meet.

fn kept_or_zero(value: vec4<f32>, kept: vec4<bool>) -> vec4<f32> {
  return bitcast<vec4<f32>>(select(vec4(0u), bitcast<vec4<u32>>(value), kept));
}
