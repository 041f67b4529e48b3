import { defineConfig } from 'vitest/config';
import { nodeProject, reporters } from '../../vitest.base.js';

// nothing here leaves anything behind: files share a process, since loading modules anew for each took longer than the tests
export default defineConfig({ test: { reporters, projects: [nodeProject({ test: { isolate: false } })] } });
