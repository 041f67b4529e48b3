// Pipelines, compiled once per device: backends on one device share them.
import type { Dispatch, Kernel, Store } from './dispatch.js';
import float16 from './wgsl/float16.wgsl';
import halves from './wgsl/float16-parts.wgsl';
import float16Ragged from './wgsl/float16-ragged.wgsl';
import float32 from './wgsl/float32.wgsl';
import float32Ragged from './wgsl/float32-ragged.wgsl';

const STORES: Readonly<Record<Store, string>> = {
  float32,
  'float32-ragged': float32Ragged,
  float16: `${float16}\n${halves}`,
  'float16-ragged': `${float16Ragged}\n${halves}`,
};

/** The WGSL of a kernel, as the device gets it. */
export function assemble({ sources }: Kernel, store?: Store): string {
  const own = sources.map((source) => (typeof source === 'string' ? source : source[store!]));
  return [...(store ? [STORES[store]] : []), ...own].join('\n');
}

const cache = new WeakMap<GPUDevice, Map<string, GPUComputePipeline>>();

/** The pipeline of a dispatch. */
export function pipelineOf(device: GPUDevice, { kernel, store, constants }: Dispatch): GPUComputePipeline {
  const label = ['dropkit', kernel.name, ...(store ? [store] : []), ...constants].join(' ');
  const pipelines = cache.get(device) ?? new Map<string, GPUComputePipeline>();
  cache.set(device, pipelines);
  const pipeline = pipelines.get(label) ?? compile(device, label, assemble(kernel, store), constants);
  pipelines.set(label, pipeline);
  return pipeline;
}

function compile(device: GPUDevice, label: string, code: string, constants: readonly string[]) {
  const module = device.createShaderModule({ label, code });
  const on = Object.fromEntries(constants.map((name) => [name, 1]));
  return device.createComputePipeline({ label, layout: 'auto', compute: { module, constants: on } });
}
