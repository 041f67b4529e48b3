// The op in a real Chromium, on all four of tfjs' backends.
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-webgl';
import '@tensorflow/tfjs-backend-webgpu';
import './browser-wasm.js';
import { env } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { describeOp } from './op-tests.js';

describeOp('cpu');
describeOp('wasm');
describeOp('webgl');
describeOp('webgpu');

it('has float32 textures, so that bit-exactness is asked for on webgl', () => {
  expect(env().getBool('WEBGL_RENDER_FLOAT32_ENABLED')).toBe(true);
});
