import { defineConfig } from 'vitest/config';
import { reporters } from '../../vitest.base.js';

export default defineConfig({ test: { reporters, testTimeout: 120_000, hookTimeout: 240_000 } });
