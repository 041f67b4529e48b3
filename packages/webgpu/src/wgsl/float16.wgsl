// Tensors of float16 whose length is a multiple of four.

override X_IS_Y = false;

@group(0) @binding(1) var<storage, read_write> y: array<vec2<u32>>;
@group(0) @binding(2) var<storage, read> x: array<vec2<u32>>;

fn load_x(quad: u32) -> vec4<f32> {
  if (X_IS_Y) {
    return unpack(y[quad]);
  }
  return unpack(x[quad]);
}

fn store_y(quad: u32, value: vec4<f32>) {
  y[quad] = pack(value);
}
