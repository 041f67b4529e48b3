// Memory on tfjs' webgl and webgpu backends in a real Chromium.
import '@tensorflow/tfjs-backend-webgl';
import '@tensorflow/tfjs-backend-webgpu';
import { itLeavesNothing } from './memory-tests.js';

itLeavesNothing('webgl');
itLeavesNothing('webgpu');
