import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type Digits, PIXELS, splitDigits } from '../src/digits.js';

const { train, test } = splitDigits(42n);

describe('the split', () => {
  it('uses all 10,000 digits of the package', () => {
    expect([train.count, test.count]).toEqual([1000, 9000]);
    expect([train.images.length, test.images.length]).toEqual([1000 * PIXELS, 9000 * PIXELS]);
    expect(train.images.every((grey) => grey >= 0 && grey <= 1)).toBe(true);
  });

  it('trains on as many digits of each class', () => {
    expect(countByClass(train)).toEqual(Array(10).fill(100));
  });

  it('tests on all others of each class', () => {
    // mnist 1.1.0 holds 1001, 1127, 991, 1032, 980, 863, 1014, 1070, 944 and 978 digits: raw.length / 784 of its JSON files
    expect(countByClass(test)).toEqual([901, 1027, 891, 932, 880, 763, 914, 970, 844, 878]);
  });

  it('has no digit twice, neither by place nor by pixels', () => {
    expect(new Set([...train.ids, ...test.ids]).size).toBe(10_000);
    expect(new Set([...hashes(train), ...hashes(test)]).size).toBe(10_000);
  });

  it('is the same for the same seed and another for another', () => {
    expect(splitDigits(42n).train.ids).toEqual(train.ids);
    expect(splitDigits(43n).train.ids).not.toEqual(train.ids);
  });
});

function countByClass({ labels }: Digits): number[] {
  return Array.from({ length: 10 }, (_, digit) => labels.filter((label) => label === digit).length);
}

function hashes({ images, count }: Digits): string[] {
  const bytes = new Uint8Array(images.buffer);
  return Array.from({ length: count }, (_, row) =>
    createHash('sha1')
      .update(bytes.subarray(row * PIXELS * 4, (row + 1) * PIXELS * 4))
      .digest('base64'),
  );
}
