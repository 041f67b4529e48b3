// A scale for each part of the tensor. Uses params.first and params.part.

@group(0) @binding(5) var<storage, read> scales: array<f32>;

fn scale_at(quad: u32) -> vec4<f32> {
  let n = params.first + 4u * quad;
  let own = n / params.part;
  if (n - own * params.part + 3u < params.part) {
    return vec4(scales[own]);
  }
  let part = (vec4(n) + vec4(0u, 1u, 2u, 3u)) / params.part;
  return vec4(scales[part.x], scales[part.y], scales[part.z], scales[part.w]);
}
