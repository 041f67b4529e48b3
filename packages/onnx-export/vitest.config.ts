import { defineConfig } from 'vitest/config';
import { nodeProject, reporters } from '../../vitest.base.js';

// sessions of real models share a machine with other packages' tests
const testTimeout = 60_000;

export default defineConfig({ test: { reporters, projects: [nodeProject({ test: { testTimeout } })] } });
