// Tensors of float16 of any length. Half a word after the last element stays as it was.

override X_IS_Y = false;

@group(0) @binding(1) var<storage, read_write> y: array<u32>;
@group(0) @binding(2) var<storage, read> x: array<u32>;

fn load_x(quad: u32) -> vec4<f32> {
  let w = words_of(quad);
  if (X_IS_Y) {
    return unpack(vec2(y[w.x], y[w.y]));
  }
  return unpack(vec2(x[w.x], x[w.y]));
}

fn store_y(quad: u32, value: vec4<f32>) {
  let words = pack(value);
  let count = params.count - 4u * quad;
  store_pair(2u * quad, words.x, count);
  if (count > 2u) {
    store_pair(2u * quad + 1u, words.y, count - 2u);
  }
}

fn store_pair(at: u32, word: u32, count: u32) {
  y[at] = select(word, (word & 0xffffu) | (y[at] & 0xffff0000u), count == 1u);
}

fn words_of(quad: u32) -> vec2<u32> {
  return min(vec2(2u * quad, 2u * quad + 1u), vec2((params.count - 1u) >> 1u));
}
