import { defineConfig } from 'vitest/config';
import { browserProject, nodeProject, reporters } from '../../vitest.base.js';

// A test of the suite's tools may run the whole suite: seconds on a busy machine.
const node = nodeProject({ test: { testTimeout: 60_000 } });
// In Chromium the suite itself runs, with float16 among its types; its tools are tested in Node.
const chromium = browserProject({ include: ['test/reference.test.ts', 'test/compare.test.ts'] });

export default defineConfig({ test: { reporters, projects: [node, chromium] } });
