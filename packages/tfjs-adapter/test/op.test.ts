// The op on tfjs' cpu, wasm and webgpu backends in Node.
import './node-gpu.js';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import '@tensorflow/tfjs-backend-webgpu';
import { describeOp } from './op-tests.js';

describeOp('cpu');
describeOp('wasm');
describeOp('webgpu');
