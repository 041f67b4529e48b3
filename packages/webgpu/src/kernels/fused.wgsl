// y = residual + (kept ? scale * (x + bias) : +0), each operation rounded; other is the residual. SPEC section 8.

override BIAS = false;
override RESIDUAL = false;
// Four elements in a row may lie in several rows.
override WRAPPED = false;

struct Params {
  count: u32,
  first: u32,
  bit_rank: u32,
  columns: u32,
  scale: f32,
  bit_axes: array<vec4<u32>, 16>,
}

@group(0) @binding(0) var<uniform> params: Params;

fn y_at(quad: u32, kept: u32) -> vec4<f32> {
  var value = load_x(quad);
  if (BIAS) {
    value += bias_at(params.first + 4u * quad);
  }
  value = kept_or_zero(value * params.scale, lanes_of(kept));
  if (RESIDUAL) {
    value += load_other(quad);
  }
  return value;
}

// Of the columns of four elements in a row.
fn bias_at(n: u32) -> vec4<f32> {
  let column = vec4(n % params.columns) + vec4(0u, 1u, 2u, 3u);
  if (WRAPPED) {
    return elements_at(column % vec4(params.columns));
  }
  return elements_at(column);
}
