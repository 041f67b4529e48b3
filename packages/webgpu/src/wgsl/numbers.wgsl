// Linear words: one 32-bit number per element. SPEC section 5.

// Consecutive indices from the first of a block on.
override BLOCKS = false;

// For each of four elements: its own word, and the pair of words that a pair of normals is made of.
struct Drawn {
  own: vec4<u32>,
  first: vec4<u32>,
  second: vec4<u32>,
  // Place in the pair, 0 or 1.
  place: vec4<u32>,
}

fn draw_at(quad: u32) -> Drawn {
  let n = params.first + 4u * quad;
  if (BLOCKS) {
    return block_at(add_wide(params.base, vec2(n, 0u)));
  }
  let start = index_at(n);
  let inner = params.axes[max(params.rank, 1u) - 1u];
  if (inner.x % 4u == 0u && inner.y == 1u && inner.z == 0u && start.x % 4u == 0u) {
    return block_at(start);
  }
  var drawn: Drawn;
  var words = vec4(0u);
  var held = vec2(0xffffffffu); // no block has this number
  for (var lane = 0u; lane < 4u; lane++) {
    let index = index_at(n + lane);
    let block = shift_right_wide(index, 2u);
    if (any(block != held)) {
      words = philox(block, LINEAR, params.address);
      held = block;
    }
    drawn.own[lane] = words[index.x & 3u];
    drawn.first[lane] = words[index.x & 2u];
    drawn.second[lane] = words[(index.x & 2u) + 1u];
    drawn.place[lane] = index.x & 1u;
  }
  return drawn;
}

// A quad that is one block.
fn block_at(start: vec2<u32>) -> Drawn {
  let block = philox(shift_right_wide(start, 2u), LINEAR, params.address);
  return Drawn(block, block.xxzz, block.yyww, vec4(0u, 1u, 0u, 1u));
}
