// Tensors of float32 whose length is a multiple of four.

// A buffer cannot be bound for reading and for writing at once: in place, the input is read through y.
override X_IS_Y = false;

@group(0) @binding(1) var<storage, read_write> y: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> x: array<vec4<f32>>;

fn load_x(quad: u32) -> vec4<f32> {
  if (X_IS_Y) {
    return y[quad];
  }
  return x[quad];
}

fn store_y(quad: u32, value: vec4<f32>) {
  y[quad] = value;
}
