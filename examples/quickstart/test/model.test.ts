import type { Sequential } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildModel } from '../src/model.js';
import { permutation } from '../src/random.js';
import { startBackend } from '../src/start-backend.js';

beforeAll(startBackend);

describe('the two networks', () => {
  it('start with the same weights, which the seed fixes', () => {
    const plain = weights(buildModel({ seed: 1n, withDropout: false }));
    expect(weights(buildModel({ seed: 1n, withDropout: true }))).toEqual(plain);
    expect(weights(buildModel({ seed: 2n, withDropout: false }))).not.toEqual(plain);
  });

  it('have layers that differ from each other', () => {
    const [first, , second] = weights(buildModel({ seed: 1n, withDropout: false }));
    expect(first.slice(0, 100)).not.toEqual(second.slice(0, 100));
  });
});

describe('permutation', () => {
  it('holds every number once and is fixed by seed, use and step', () => {
    const order = permutation(100, { seed: 5n, use: 'batches', step: 1 });
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, i) => i));
    expect(permutation(100, { seed: 5n, use: 'batches', step: 1 })).toEqual(order);
    expect(permutation(100, { seed: 5n, use: 'batches', step: 2 })).not.toEqual(order);
    expect(permutation(100, { seed: 5n, use: 'split/0', step: 1 })).not.toEqual(order);
  });
});

function weights(model: Sequential): number[][] {
  return model.getWeights().map((tensor) => [...tensor.dataSync()]);
}
