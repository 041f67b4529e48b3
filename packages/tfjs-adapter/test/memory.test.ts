// Memory on tfjs' cpu, wasm and webgpu backends in Node.
import './node-gpu.js';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import '@tensorflow/tfjs-backend-webgpu';
import { itLeavesNothing } from './memory-tests.js';

itLeavesNothing('cpu');
itLeavesNothing('wasm');
itLeavesNothing('webgpu');
