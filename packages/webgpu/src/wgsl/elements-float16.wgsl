// Single float16 elements: the bias of `fused`, and x of `column_sums`.

@group(0) @binding(5) var<storage, read> elements: array<u32>;

fn elements_at(at: vec4<u32>) -> vec4<f32> {
  let word = at >> vec4(1u);
  let pairs = vec4(elements[word.x], elements[word.y], elements[word.z], elements[word.w]);
  return from_half((pairs >> ((at & vec4(1u)) * 16u)) & vec4(0xffffu));
}
