import { createReferenceBackend, lower } from '@dropkit/core';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { checkMasks, type Drawer } from '../src/one-mask.js';
import { startBackend } from '../src/start-backend.js';

beforeAll(startBackend);

describe('one address, one mask', () => {
  it('holds on every backend, none of which is missing in Node', async () => {
    const { backends, missing, sites, equal } = await checkMasks(42n);
    expect(backends).toEqual(['cpu simd', 'cpu plain', 'tfjs cpu', 'tfjs wasm']);
    expect(missing).toEqual([]);
    expect(equal).toBe(true);
    expect(sites.map(({ site, bits, words }) => [site, bits, words.length])).toEqual([
      ['input_dropout', 39_200, 1225],
      ['hidden_1_dropout', 12_800, 400],
      ['hidden_2_dropout', 12_800, 400],
    ]);
  });

  it('leaves tfjs on its backend and no tensor behind', async () => {
    const before = [tf.getBackend(), tf.memory().numTensors];
    await checkMasks(7n);
    expect([tf.getBackend(), tf.memory().numTensors]).toEqual(before);
  });

  it('is not claimed where a backend is off by a single bit', async () => {
    const reference = createReferenceBackend();
    const broken: Drawer = {
      name: 'broken',
      draw: (config, shape, address) => {
        const words = reference.mask(lower(config, shape, 'train'), address);
        words[words.length - 1] ^= 1 << 31;
        return words;
      },
    };
    const { equal, sites } = await checkMasks(42n, [broken]);
    expect(equal).toBe(false);
    expect(sites.map((site) => site.equal.broken)).toEqual([false, false, false]);
  });
});
