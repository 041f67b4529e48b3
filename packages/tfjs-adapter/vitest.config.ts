import { defineConfig } from 'vitest/config';
import { browserProject, gpuEnv, nodeProject, reporters } from '../../vitest.base.js';

const tfjs = ['core', 'layers', 'backend-cpu', 'backend-wasm', 'backend-webgl', 'backend-webgpu'].map(
  (name) => `@tensorflow/tfjs-${name}`,
);
// training runs and shader compilers share a machine with other packages' tests
const test = { setupFiles: ['test/quiet.ts'], testTimeout: 30_000 };
// Dawn loads a driver of its own: into a process, not into a worker thread
const dawn = { pool: 'forks' as const, env: gpuEnv() };

// a page that is isolated has shared memory, and tfjs its wasm build with threads
const ISOLATED = 'test/**/*.isolated.browser.test.ts';
const headers = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' };
const browser = browserProject({ test: { ...test, exclude: [ISOLATED] }, optimize: tfjs });
const isolated = browserProject({ include: [ISOLATED], test: { ...test, name: 'chromium-isolated' }, optimize: tfjs });

export default defineConfig({
  test: { reporters, projects: [nodeProject({ test: { ...test, ...dawn } }), browser, { ...isolated, server: { headers } }] },
});
