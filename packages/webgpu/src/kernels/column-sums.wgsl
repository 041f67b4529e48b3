// Sums over blocks of 64 rows, of kept ? scale * x : +0: a thread adds up four columns of a block, row by row. SPEC section 8.
// A block may be spread over several dispatches, which go on where the one before has stopped.

struct Params {
  // Elements of this dispatch, and the index of the first.
  count: u32,
  first: u32,
  bit_rank: u32,
  columns: u32,
  // Threads' worth of work, and the first block.
  work: u32,
  block: u32,
  scale: f32,
  bit_axes: array<vec4<u32>, 16>,
}

@group(0) @binding(0) var<uniform> params: Params;
// By block, then by quad of columns.
@group(0) @binding(1) var<storage, read_write> sums: array<vec4<f32>>;

const ROW_BLOCK = 64u;

@compute @workgroup_size(WORKGROUP)
fn column_sums(
  @builtin(workgroup_id) workgroup: vec3<u32>,
  @builtin(num_workgroups) workgroups: vec3<u32>,
  @builtin(local_invocation_index) local: u32,
) {
  let quads = (params.columns + 3u) / 4u;
  let threads = workgroups.x * workgroups.y * WORKGROUP;
  for (var at = thread_of(workgroup, workgroups, local); at < params.work; at += threads) {
    let block = params.block + at / quads;
    add_block(block, at % quads, block * quads + at % quads);
  }
}

fn add_block(block: u32, quad: u32, place: u32) {
  let column = vec4(4u * quad) + vec4(0u, 1u, 2u, 3u);
  let first = max(block * ROW_BLOCK, params.first / params.columns);
  let end = min((block + 1u) * ROW_BLOCK, (params.first + params.count - 1u) / params.columns + 1u);
  // what the dispatch before has begun; a row whose first columns it had, too
  var sum = vec4(0.0);
  if (block * ROW_BLOCK * params.columns < params.first) {
    sum = sums[place];
  }
  for (var row = first; row < end; row++) {
    // relative to the first element of the dispatch: what lies before it wraps round to more than its count
    let n = vec4(row * params.columns) + column - vec4(params.first);
    let own = (n < vec4(params.count)) & (column < vec4(params.columns));
    let at = min(n, vec4(params.count - 1u));
    let value = kept_or_zero(elements_at(at) * params.scale, kept_at(at));
    sum = select(sum, sum + value, own);
  }
  sums[place] = sum;
}

fn kept_at(at: vec4<u32>) -> vec4<bool> {
  if (IN_ORDER) {
    return vec4(bit_at(at.x), bit_at(at.y), bit_at(at.z), bit_at(at.w));
  }
  let n = at + vec4(params.first);
  return vec4(bit_at(bit_index(n.x)), bit_at(bit_index(n.y)), bit_at(bit_index(n.z)), bit_at(bit_index(n.w)));
}
