import { defineConfig } from 'vitest/config';
import { browserProject, nodeProject, reporters } from '../../vitest.base.js';

const tfjs = ['core', 'layers', 'backend-cpu', 'backend-wasm', 'backend-webgl'].map((name) => `@tensorflow/tfjs-${name}`);
// training runs and shader compilers share a machine with other packages' tests
const test = { setupFiles: ['test/quiet.ts'], testTimeout: 30_000 };

export default defineConfig({
  test: { reporters, projects: [nodeProject({ test }), browserProject({ test, optimize: tfjs })] },
});
