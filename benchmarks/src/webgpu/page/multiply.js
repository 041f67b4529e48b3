// y = 2 x, four elements a load: the least that any kernel reading and writing every element can cost.

/** @typedef {import('./workspace.js').Workspace} Workspace */
/** @typedef {import('../../harness/contender.js').Contender<Workspace>} Contender */

/** Id of the unit that every other time is divided by: the plain kernel, one vec4 a thread, 256 threads a group. */
export const MULTIPLY = 'multiply';
/** The same work in the shape of dropkit's own kernels: four vec4 a thread, written out, 128 threads a group. */
export const LIKE_DROPKIT = 'multiply, 4 vec4 a thread';
/** The fastest of the shapes that were tried on SwiftShader, where threads are dear: docs/decisions/041-webgpu-speed.md. */
export const FASTEST_MULTIPLY = 'multiply, 4 vec4 a thread, groups of 256';

/** @typedef {{ quads: number, workgroup: number }} Form vec4s a thread, and threads a group */

/** @type {Contender[]} */
export const MULTIPLIES = [
  multiply(MULTIPLY, { quads: 1, workgroup: 256 }),
  multiply(LIKE_DROPKIT, { quads: 4, workgroup: 128 }),
  multiply(FASTEST_MULTIPLY, { quads: 4, workgroup: 256 }),
];

/**
 * @param {string} id
 * @param {Form} form
 * @returns {Contender}
 */
function multiply(id, form) {
  return {
    id,
    table: 'Dropout',
    open({ device, input, output, x, readOutput, finish }) {
      const run = submitter(device, input, output, form);
      return {
        run,
        finish,
        async verify() {
          run();
          const y = await readOutput();
          const wrong = x.findIndex((value, i) => y[i] !== value * 2);
          if (wrong >= 0) throw new Error(`element ${wrong} expected ${x[wrong] * 2}, got ${y[wrong]}`);
        },
      };
    },
  };
}

/** A thread that starts inside has all its vec4s inside: see `submitter`. @param {Form} form */
function kernel({ quads, workgroup }) {
  const lines = Array.from({ length: quads }, (_, n) => `    y[first + ${n}u] = x[first + ${n}u] * 2.0;`);
  return `@group(0) @binding(0) var<storage, read> x: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read_write> y: array<vec4<f32>>;

@compute @workgroup_size(${workgroup})
fn multiply(@builtin(global_invocation_id) id: vec3<u32>) {
  let first = ${quads}u * id.x;
  if (first < arrayLength(&y)) {
${lines.join('\n')}
  }
}`;
}

/**
 * @param {GPUDevice} device
 * @param {GPUBuffer} input
 * @param {GPUBuffer} output
 * @param {Form} form
 */
function submitter(device, input, output, form) {
  const step = 4 * form.quads;
  if (output.size % (4 * step) !== 0) throw new Error(`expected a multiple of ${step} elements, got ${output.size / 4}`);
  const module = device.createShaderModule({ label: 'multiply', code: kernel(form) });
  const pipeline = device.createComputePipeline({ label: 'multiply', layout: 'auto', compute: { module } });
  const entries = [input, output].map((buffer, binding) => ({ binding, resource: { buffer } }));
  const group = device.createBindGroup({ label: 'multiply', layout: pipeline.getBindGroupLayout(0), entries });
  const workgroups = Math.ceil(output.size / 16 / form.quads / form.workgroup);
  return () => {
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, group);
    pass.dispatchWorkgroups(workgroups);
    pass.end();
    device.queue.submit([encoder.finish()]);
  };
}
