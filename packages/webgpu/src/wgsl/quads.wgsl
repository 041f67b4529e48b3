// The kernel of whatever has `kept_from` and `y_at`: four quads a thread, written out. In a loop they cost SwiftShader twice as much,
// and asking about each of them a third more: docs/decisions/041-webgpu-speed.md.

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) workgroup: vec3<u32>,
  @builtin(num_workgroups) workgroups: vec3<u32>,
  @builtin(local_invocation_index) local: u32,
) {
  let first = QUADS * thread_of(workgroup, workgroups, local);
  if (4u * first >= params.count) {
    return;
  }
  let kept = kept_from(first);
  put(first, kept);
  put(first + 1u, kept >> 4u);
  put(first + 2u, kept >> 8u);
  put(first + 3u, kept >> 12u);
}

fn put(quad: u32, kept: u32) {
  if (WHOLE || 4u * quad < params.count) {
    store_y(quad, y_at(quad, kept));
  }
}
