import { defineConfig } from 'vitest/config';
import { browserProject, nodeProject, reporters } from '../../vitest.base.js';

// The same files in Node and in Chromium, which has Float16Array; *.node.test.ts start servers and processes.
const node = nodeProject({ include: ['test/**/*.test.ts'] });
const chromium = browserProject({ include: ['test/**/*.test.ts'], test: { exclude: ['test/**/*.node.test.ts'] } });

export default defineConfig({ test: { reporters, projects: [node, chromium] } });
