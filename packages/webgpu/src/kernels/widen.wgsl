// Packed bits as bytes: four elements a word, 1 = kept, 0 beyond the last; a thread takes 16 bits.

struct Params {
  count: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> bits: array<u32>;
@group(0) @binding(2) var<storage, read_write> bytes: array<vec4<u32>>;

// The lowest four bits of each lane, each in a byte: copies of them 7 bits apart have bit n at 8 n, with no carry.
fn spread(nibbles: vec4<u32>) -> vec4<u32> {
  return ((nibbles & vec4(15u)) * 0x00204081u) & vec4(0x01010101u);
}

@compute @workgroup_size(WORKGROUP)
fn widen(
  @builtin(workgroup_id) workgroup: vec3<u32>,
  @builtin(num_workgroups) workgroups: vec3<u32>,
  @builtin(local_invocation_index) local: u32,
) {
  let thread = thread_of(workgroup, workgroups, local);
  if (thread >= arrayLength(&bytes)) {
    return;
  }
  let half = bits[thread >> 1u] >> ((thread & 1u) * 16u);
  let rest = params.count - min(params.count, 16u * thread);
  let kept = half & ((1u << min(rest, 16u)) - 1u);
  bytes[thread] = spread(vec4(kept) >> vec4(0u, 4u, 8u, 12u));
}
