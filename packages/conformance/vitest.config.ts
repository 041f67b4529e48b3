import { defineConfig } from 'vitest/config';
import { browserProject, nodeProject, reporters } from '../../vitest.base.js';

// In Chromium the suite itself runs, with float16 among its types; its tools are tested in Node.
const chromium = browserProject({ include: ['test/reference.test.ts', 'test/compare.test.ts'] });

export default defineConfig({ test: { reporters, projects: [nodeProject(), chromium] } });
