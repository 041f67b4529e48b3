import { defineConfig } from 'vitest/config';
import { nodeProject, reporters } from '../../vitest.base.js';

export default defineConfig({ test: { reporters, projects: [nodeProject()] } });
