// Pipelines are compiled once per device, for every backend on it.
import { lower, type Plan } from '@dropkit/core';
import { afterAll, expect, it } from 'vitest';
import { createWebGpuBackend, type WebGpuBackend } from '../src/index.js';
import { elementPlan, numbers, requestDevice } from './support.js';

const devices = await Promise.all([compiling(), compiling()]);
afterAll(() => {
  for (const { device } of devices) device.destroy();
});

/** A device that says what it compiles. */
async function compiling() {
  const device = await requestDevice();
  const modules: string[] = [];
  const pipelines: string[] = [];
  const [createModule, createPipeline] = [device.createShaderModule.bind(device), device.createComputePipeline.bind(device)];
  device.createShaderModule = (descriptor) => {
    modules.push(descriptor.label!);
    return createModule(descriptor);
  };
  device.createComputePipeline = (descriptor) => {
    pipelines.push(descriptor.label!);
    return createPipeline(descriptor);
  };
  return { device, modules, pipelines };
}

function run(backend: WebGpuBackend, plan: Plan, step: number): void {
  const x = backend.upload(numbers(plan.shape[0]));
  for (const buffer of [x, backend.forward(plan, { seed: 1, step }, x)]) buffer.destroy();
}

it('once per device, whatever the step, the probability, the backend and its limits', () => {
  const [{ device, modules, pipelines }, other] = devices;
  const backends = [createWebGpuBackend(device), createWebGpuBackend(device, { limits: { maxStorageBufferBindingSize: 65536 } })];
  for (const backend of backends) {
    for (let step = 0; step < 20; step++) {
      for (const p of [0.1, 0.5]) for (const count of [1600, 3200]) run(backend, elementPlan(count, p), step);
    }
    backend.dispose();
  }
  const once = ['dropkit draw GROUPS', 'dropkit apply float32 WHOLE IN_ORDER'];
  expect(pipelines).toEqual(once);
  expect(modules).toEqual(once);
  expect(other.pipelines).toEqual([]);

  // another kind of length or of plan is another pipeline, once
  const backend = createWebGpuBackend(device);
  for (let step = 0; step < 3; step++) {
    run(backend, elementPlan(1601), step);
    run(backend, lower({ variant: 'gaussian', p: 0.5 }, [1600], 'train'), step);
  }
  expect(pipelines.slice(2)).toEqual(['dropkit apply float32-ragged IN_ORDER', 'dropkit noise float32 WHOLE NORMAL BLOCKS']);
});

it('a second device has its own', () => {
  const [, { device, pipelines }] = devices;
  for (let step = 0; step < 3; step++) run(createWebGpuBackend(device), elementPlan(1600), step);
  expect(pipelines).toEqual(['dropkit draw GROUPS', 'dropkit apply float32 WHOLE IN_ORDER']);
});
