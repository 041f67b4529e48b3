// draw in plain JavaScript: 32 elements a word operation, a group at a time, from the most significant digit until all is decided.
import type { AddressWords } from '@dropkit/core';
import { WRAP } from '../kernels.js';
import { block, share } from './philox.js';

/**
 * Kept bits of `groups` groups of 128 from number `group` on (SPEC section 4).
 * kept = u >= T = u > T - 1, so that no digit after the last set one of T counts.
 */
export function drawGroups(bits: Int32Array, address: AddressWords, threshold: number, group: number, groups: number): void {
  const shared = share(address, Math.floor(group / WRAP));
  const low = (group % WRAP) * 32;
  const r = new Int32Array(4);
  const digits = Math.clz32(threshold & -threshold) + 1;
  const last = (threshold - 1) | 0;
  for (let g = 0; g < groups; g++) {
    let g0 = 0;
    let g1 = 0;
    let g2 = 0;
    let g3 = 0;
    let e0 = -1;
    let e1 = -1;
    let e2 = -1;
    let e3 = -1;
    for (let k = 0; k < digits && (e0 | e1 | e2 | e3) !== 0; k++) {
      block((low + g * 32 + k) | 0, shared, r);
      const one = (last << k) >> 31;
      g0 |= e0 & r[0] & ~one;
      g1 |= e1 & r[1] & ~one;
      g2 |= e2 & r[2] & ~one;
      g3 |= e3 & r[3] & ~one;
      e0 &= ~(r[0] ^ one);
      e1 &= ~(r[1] ^ one);
      e2 &= ~(r[2] ^ one);
      e3 &= ~(r[3] ^ one);
    }
    bits[g * 4] = g0;
    bits[g * 4 + 1] = g1;
    bits[g * 4 + 2] = g2;
    bits[g * 4 + 3] = g3;
  }
}
