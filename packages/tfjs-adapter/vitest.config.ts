import { defineConfig } from 'vitest/config';
import { browserProject, gpuEnv, nodeProject, reporters } from '../../vitest.base.js';

const tfjs = ['core', 'layers', 'backend-cpu', 'backend-wasm', 'backend-webgl', 'backend-webgpu'].map(
  (name) => `@tensorflow/tfjs-${name}`,
);
// training runs and shader compilers share a machine with other packages' tests
const test = { setupFiles: ['test/quiet.ts'], testTimeout: 30_000 };
// Dawn loads a driver of its own: into a process, not into a worker thread
const dawn = { pool: 'forks' as const, env: gpuEnv() };

export default defineConfig({
  test: { reporters, projects: [nodeProject({ test: { ...test, ...dawn } }), browserProject({ test, optimize: tfjs })] },
});
