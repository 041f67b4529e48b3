// The shared suite through the op, on tfjs' cpu, wasm and webgpu backends in Node.
import './node-gpu.js';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import '@tensorflow/tfjs-backend-webgpu';
import { describeConformance } from './op-conformance.js';

await describeConformance('cpu');
await describeConformance('wasm');
await describeConformance('webgpu');
