// Single float32 elements: the bias of `fused`, and x of `column_sums`.

@group(0) @binding(5) var<storage, read> elements: array<f32>;

fn elements_at(at: vec4<u32>) -> vec4<f32> {
  return vec4(elements[at.x], elements[at.y], elements[at.z], elements[at.w]);
}
