// The op on WebGL 1, whose shaders have no integers of 32 bits.
import '@tensorflow/tfjs-backend-webgl';
import { env } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { describeOp } from './op-tests.js';

env().set('WEBGL_VERSION', 1);

describeOp('webgl');

it('ran on WebGL 1', () => {
  expect(env().getNumber('WEBGL_VERSION')).toBe(1);
});
