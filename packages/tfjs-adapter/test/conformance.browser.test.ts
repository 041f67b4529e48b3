// The shared suite through the op, on all four of tfjs' backends in a real Chromium.
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-webgl';
import '@tensorflow/tfjs-backend-webgpu';
import './browser-wasm.js';
import { describeConformance } from './op-conformance.js';

await describeConformance('cpu');
await describeConformance('wasm');
await describeConformance('webgl');
await describeConformance('webgpu');
