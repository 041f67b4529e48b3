import { defineConfig } from 'vitest/config';
import { gpuEnv, nodeProject, reporters } from '../../vitest.base.js';

// Pages are opened in a Chromium from outside, as a reader would: only so do their consoles, other paths and a browser without WebGPU show.
export default defineConfig({
  test: { reporters, projects: [nodeProject({ test: { testTimeout: 120_000, hookTimeout: 120_000, env: gpuEnv() } })] },
});
