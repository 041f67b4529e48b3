// Threads in one line: a grid of workgroups is two-dimensional only because one dimension is limited.

const WORKGROUP = 128u;

fn thread_of(workgroup: vec3<u32>, workgroups: vec3<u32>, local: u32) -> u32 {
  return (workgroup.y * workgroups.x + workgroup.x) * WORKGROUP + local;
}

// Threads on tensors take several quads (four elements each) in a row: 16 elements, whose bits lie in one word.
const QUADS = 4u;

// No thread on tensors has fewer.
override WHOLE = false;
