export type { ArrayTypes, CpuBackend, CpuBackendOptions } from './backend.js';
export { createCpuBackend } from './backend.js';
