// The op on tfjs' cpu and wasm backends in Node.
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import { describeOp } from './op-tests.js';

describeOp('cpu');
describeOp('wasm');
