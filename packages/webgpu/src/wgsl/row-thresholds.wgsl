// A threshold for each row of params.row mask elements: (T, 0), or (0, 1) where all are dropped.

@group(0) @binding(2) var<storage, read> thresholds: array<vec2<u32>>;

fn threshold_at(n: u32) -> u32 {
  return thresholds[n / params.row].x;
}

fn drops_all(n: u32) -> bool {
  return thresholds[n / params.row].y != 0u;
}

// Elements from n to the end of its row.
fn row_left(n: u32) -> u32 {
  return params.row - n % params.row;
}
