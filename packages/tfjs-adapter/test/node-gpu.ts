// WebGPU in Node: Dawn, under the names that a browser has. To be imported before tfjs' backend, which looks for them at once.
import { create, globals } from 'webgpu';

const gpu = create([]);
Object.assign(globalThis, globals);
Object.defineProperty(globalThis, 'navigator', { value: { gpu }, configurable: true });
