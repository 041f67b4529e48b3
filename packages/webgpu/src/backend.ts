// The WebGPU backend: checks at the boundary, then a plan's dispatches into a compute pass, its own or the caller's.
import {
  type Address,
  addressWords,
  type Backend,
  type Call,
  type Capabilities,
  checkInput,
  DisposedError,
  maskCount,
  type Operands,
  outputCount,
  type Plan,
  type PlanInput,
  type PlanKind,
  typeError,
} from '@dropkit/core';
import { maskSize } from './bits.js';
import { createMask, createTensor, type HostArray, readFrom, uploadTo } from './buffers.js';
import { type Arguments, type Boundary, checkBuffer, checkCall, checkDemand, tensorsOf } from './check-call.js';
import type { Dispatch } from './dispatch.js';
import { encode } from './encode.js';
import { message } from './errors.js';
import { spans } from './limits.js';
import { createMemory } from './memory.js';
import { checkDevice, checkOptions, type WebGpuBackendOptions } from './options.js';
import { keptParameters, type Parameters, sharedParameters } from './parameters.js';
import type { Job } from './plans/job.js';
import type { Parts } from './plans/parts.js';
import { USAGE } from './usage.js';
import { createWatch } from './watch.js';

/** The operations of a backend, on GPU buffers. */
type Operations = Pick<Backend<GPUBuffer, GPUBuffer>, 'forward' | 'backward' | 'mask'>;

/** Operations that are recorded into an encoder or a pass of the caller, not submitted. */
export interface Recording extends Operations {
  /**
   * Frees the parameters of what was recorded. Call it once the commands are submitted, or will never be: submitting them afterwards
   * is a validation error. Without it they are freed by `dispose()`. Calling it twice is fine; recording afterwards throws.
   */
  release(): void;
}

/** A backend on GPUBuffers of one device. */
export interface WebGpuBackend extends Backend<GPUBuffer, GPUBuffer> {
  readonly device: GPUDevice;
  /**
   * The same operations, recorded into a command encoder (each in a pass of its own) or into a compute pass, whose pipeline and bind
   * group 0 they change. Nothing is submitted and nothing is waited for.
   *
   * @throws TypeError for anything but an open encoder or compute pass
   * @example
   * const recording = backend.record(encoder);
   * recording.forward(plan, { seed: 42, step }, x, y);
   * device.queue.submit([encoder.finish()]);
   * recording.release();
   */
  record(target: GPUCommandEncoder | GPUComputePassEncoder): Recording;
  /**
   * Copies an array into a new buffer: a tensor of the backend's element type, or the words of a packed mask (Uint32Array).
   * Its buffer, as all that the backend returns, is the caller's to `destroy()`.
   *
   * @throws TypeError for anything but a float array or a Uint32Array, UnsupportedError for another element type
   */
  upload(array: HostArray): GPUBuffer;
  /**
   * Waits for all work so far and copies a buffer to the host: words of masks as Uint32Array, tensors in their element type. Buffers
   * that the backend did not make are read whole, as tensors.
   *
   * @throws DeviceLostError, OutOfMemoryError or ValidationError for what went wrong before
   */
  read(buffer: GPUBuffer): Promise<HostArray>;
}

const FORWARD: Call = { pkg: 'webgpu', operation: 'forward', field: 'x' };
const BACKWARD: Call = { pkg: 'webgpu', operation: 'backward', field: 'dy' };

/** How commands reach the queue, and where their parameters live meanwhile. */
interface Route {
  readonly parameters: Parameters;
  pass(record: (pass: GPUComputePassEncoder) => void): void;
  alive(operation: string): void;
}

/** Makes a backend of an entry's parts. */
export function createBackend(parts: Parts, device: GPUDevice, options: WebGpuBackendOptions): WebGpuBackend {
  checkDevice(device);
  const { type, limits } = checkOptions(device, options);
  const capabilities: Capabilities = {
    plans: Object.keys(parts.rules) as PlanKind[],
    dtypes: [type],
    inPlace: true,
    keptMask: true,
  };
  const boundary: Boundary = { device, type, limits, capabilities, parts };
  const memory = createMemory(device);
  const watch = createWatch(device, memory.destroy);
  const workshop = { limits, memory, maskOf: parts.maskOf };
  const dispatchesOf = (job: Job): Dispatch[] => parts.rules[job.plan.kind]!(job as never);
  const recordings = new Set<Parameters>();
  let disposed = false;

  const alive = (operation: string) => {
    if (disposed) throw new DisposedError(message(operation, 'the backend is disposed. Create a new one.'));
    watch.check(operation);
  };
  const submitted: Route = {
    parameters: sharedParameters(device),
    pass: (record) => {
      const encoder = device.createCommandEncoder({ label: 'dropkit' });
      inPass(encoder, record);
      device.queue.submit([encoder.finish()]);
    },
    alive,
  };

  /** Makes the buffer that a call returns, and runs the dispatches that fill it. */
  function run(route: Route, operation: string, plan: Plan, create: () => GPUBuffer, fill: (y: GPUBuffer) => Dispatch[]) {
    return watch.guard(operation, `a plan of kind ${plan.kind} on [${plan.shape.join(', ')}]`, () => {
      const y = create();
      const dispatches = fill(y).filter(({ threads }) => threads > 0);
      if (dispatches.length > 0) {
        route.pass((pass) => encode(device, limits, pass, dispatches, route.parameters));
      }
      return y;
    });
  }

  function apply<B extends GPUBuffer>(route: Route, call: Call, args: Arguments, own: Plan): B {
    const source = checkCall(boundary, call, args, own);
    const { x, out } = args;
    if (own.kind === 'identity' && (!out || out === x)) return x as B;
    const count = outputCount(own);
    const create = () => out ?? createTensor(device, type, count);
    return run(route, call.operation, own, create, (y) => {
      const tensors = tensorsOf(boundary, args, y);
      return count === 0 ? [] : dispatchesOf({ ...workshop, plan: own, source, tensors });
    }) as B;
  }

  function draw(route: Route, plan: Plan, address: Address): GPUBuffer {
    parts.checkPlan('webgpu', 'mask', capabilities, plan);
    checkDemand(boundary, 'mask', plan);
    const words = addressWords(address);
    const count = maskCount(plan);
    return run(
      route,
      'mask',
      plan,
      () => createMask(device, count),
      (buffer) => {
        const mask = parts.maskOf(workshop, plan, words);
        if (count === 0) return [];
        const pieces = mask.divisible ? spans(limits, count, 1, 128) : [{ first: 0, count }];
        return pieces.flatMap((piece) => {
          const target = { buffer, offset: piece.first / 8, size: maskSize(piece.count) };
          return mask.draw(piece.first, piece.count, target);
        });
      },
    );
  }

  const operations = (route: Route): Operations => ({
    forward<B extends GPUBuffer>(plan: Plan, source: Address | GPUBuffer, x: B, out?: B, operands?: Operands<B>) {
      route.alive('forward');
      parts.checkPlan('webgpu', 'forward', capabilities, plan);
      return apply<B>(route, FORWARD, { plan, source, x, out, operands }, plan);
    },
    backward<B extends GPUBuffer>(plan: Plan, source: Address | GPUBuffer, dy: B, out?: B, input?: PlanInput) {
      route.alive('backward');
      parts.checkPlan('webgpu', 'backward', capabilities, plan);
      const own = parts.gradientPlan(plan, checkInput(BACKWARD, plan, input));
      return apply<B>(route, BACKWARD, { plan, source, x: dy, out }, own);
    },
    mask(plan, address) {
      route.alive('mask');
      return draw(route, plan, address);
    },
  });

  return {
    name: 'webgpu',
    capabilities,
    device,
    ...operations(submitted),
    record(target) {
      alive('record');
      const pass = passOf(target);
      const parameters = keptParameters(device);
      recordings.add(parameters);
      const released = (operation: string) => {
        alive(operation);
        if (!recordings.has(parameters))
          throw new DisposedError(message(operation, 'the recording is released. Start a new one.'));
      };
      return {
        ...operations({ parameters, pass, alive: released }),
        release() {
          recordings.delete(parameters);
          parameters.destroy();
        },
      };
    },
    upload(array) {
      alive('upload');
      return watch.guard('upload', 'a buffer', () => uploadTo(device, capabilities.dtypes, array));
    },
    async read(buffer) {
      alive('read');
      checkBuffer(boundary, 'read', 'buffer', buffer, USAGE.COPY_SRC);
      return readFrom(device, type, watch, buffer);
    },
    dispose() {
      disposed = true;
      memory.destroy();
      for (const parameters of [submitted.parameters, ...recordings]) parameters.destroy();
      recordings.clear();
    },
  };
}

/** How to get a pass out of what the caller records into. */
function passOf(target: GPUCommandEncoder | GPUComputePassEncoder): Route['pass'] {
  if (typeof (target as GPUComputePassEncoder | undefined)?.dispatchWorkgroups === 'function') {
    return (record) => record(target as GPUComputePassEncoder);
  }
  if (typeof (target as GPUCommandEncoder | undefined)?.beginComputePass === 'function') {
    return (record) => inPass(target as GPUCommandEncoder, record);
  }
  throw typeError('webgpu', 'record', 'target', 'a GPUCommandEncoder or a GPUComputePassEncoder', target);
}

function inPass(encoder: GPUCommandEncoder, record: (pass: GPUComputePassEncoder) => void): void {
  const pass = encoder.beginComputePass({ label: 'dropkit' });
  record(pass);
  pass.end();
}
