// One threshold for all mask elements.

fn threshold_at(n: u32) -> u32 {
  return params.threshold;
}

fn drops_all(n: u32) -> bool {
  return false;
}

fn row_left(n: u32) -> u32 {
  return 0xffffffffu;
}
