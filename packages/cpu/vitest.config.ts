import { defineConfig } from 'vitest/config';
import { browserProject, nodeProject, reporters } from '../../vitest.base.js';

// All files run in Chromium too, which has Float16Array; those named *.browser.test.ts only there.
export default defineConfig({
  test: { reporters, projects: [nodeProject(), browserProject({ include: ['test/**/*.test.ts'] })] },
});
