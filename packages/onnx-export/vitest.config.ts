import { defineConfig } from 'vitest/config';
import { browserProject, nodeProject, reporters } from '../../vitest.base.js';

// sessions of real models share a machine with other packages' tests
const testTimeout = 60_000;

const optimize = ['onnxruntime-web/wasm', 'onnxruntime-web/webgpu'];

export default defineConfig({
  test: { reporters, projects: [nodeProject({ test: { testTimeout } }), browserProject({ test: { testTimeout }, optimize })] },
});
