// The op in a real Chromium, on tfjs' cpu, wasm and webgl backends; webgl takes the portable path.
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-webgl';
import './browser-wasm.js';
import { env } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { describeOp } from './op-tests.js';

describeOp('cpu');
describeOp('wasm');
describeOp('webgl');

it('has float32 textures, so that bit-exactness is asked for on webgl', () => {
  expect(env().getBool('WEBGL_RENDER_FLOAT32_ENABLED')).toBe(true);
});
