import { defineConfig } from 'vitest/config';
import { nodeProject, reporters } from '../vitest.base.js';

// One end-to-end run loads every contender, so it gets more time than vitest's default.
export default defineConfig({
  test: { reporters, projects: [nodeProject({ include: ['test/**/*.test.js'], test: { testTimeout: 120_000 } })] },
});
