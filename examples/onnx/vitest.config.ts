import { defineConfig } from 'vitest/config';
import { browserProject, nodeProject, reporters } from '../../vitest.base.js';

const testTimeout = 240_000;
const optimize = ['onnxruntime-web/webgpu', '@dropkit/onnx-export > @bufbuild/protobuf/wire'];

export default defineConfig({
  test: { reporters, projects: [nodeProject({ test: { testTimeout } }), browserProject({ test: { testTimeout }, optimize })] },
});
