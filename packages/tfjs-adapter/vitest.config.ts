import { defineConfig } from 'vitest/config';
import { browserProject, nodeProject, reporters } from '../../vitest.base.js';

const tfjs = ['core', 'layers', 'backend-cpu', 'backend-wasm', 'backend-webgl'].map((name) => `@tensorflow/tfjs-${name}`);
const test = { setupFiles: ['test/quiet.ts'] };

export default defineConfig({
  test: { reporters, projects: [nodeProject({ test }), browserProject({ test, optimize: tfjs })] },
});
