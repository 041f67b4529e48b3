// Addresses: every part of seed, stream and step reaches the mask, at the ends of their ranges too (SPEC sections 1 and 2).
import type { Case, CaseAddress } from '../case.js';
import { type CaseTable, elementDropout, subjectOf } from './builders.js';

const ADDRESSES: readonly { readonly name: string; readonly address: CaseAddress }[] = [
  { name: 'zero', address: { seed: '0', stream: 0, step: 0 } },
  { name: 'seed-1', address: { seed: '1', stream: 0, step: 0 } },
  { name: 'seed-2^31', address: { seed: '2147483648', stream: 0, step: 0 } },
  { name: 'seed-2^32-1', address: { seed: '4294967295', stream: 0, step: 0 } },
  { name: 'seed-2^32', address: { seed: '4294967296', stream: 0, step: 0 } },
  { name: 'seed-2^53-1', address: { seed: '9007199254740991', stream: 0, step: 0 } },
  { name: 'seed-2^53+1', address: { seed: '9007199254740993', stream: 0, step: 0 } },
  { name: 'seed-2^64-1', address: { seed: '18446744073709551615', stream: 0, step: 0 } },
  { name: 'stream-1', address: { seed: '0', stream: 1, step: 0 } },
  { name: 'stream-2^31', address: { seed: '0', stream: 2 ** 31, step: 0 } },
  { name: 'stream-2^32-1', address: { seed: '0', stream: 2 ** 32 - 1, step: 0 } },
  { name: 'step-1', address: { seed: '0', stream: 0, step: 1 } },
  { name: 'step-2^31', address: { seed: '0', stream: 0, step: 2 ** 31 } },
  { name: 'step-2^32-1', address: { seed: '0', stream: 0, step: 2 ** 32 - 1 } },
  { name: 'seed-as-number', address: { seed: '9007199254740991', seedAs: 'number', stream: 5, step: 6 } },
  { name: 'seed-alone', address: { seed: '77' } },
  { name: 'seed-and-stream', address: { seed: '77', stream: 8 } },
  { name: 'seed-and-step', address: { seed: '77', step: 8 } },
  { name: 'all-at-their-ends', address: { seed: '18446744073709551615', stream: 2 ** 32 - 1, step: 2 ** 32 - 1 } },
];

/** A mask for each address; p = 1/2 needs one digit, 0.3 needs them all. */
export const addressCases: CaseTable = ADDRESSES.flatMap(({ name, address }) =>
  [0.5, 0.3].map(
    (p): Case => ({
      id: `mask:address/${name}/p-${p}`,
      description: `Mask at the address ${JSON.stringify(address)}, p = ${p}`,
      section: '2',
      subject: subjectOf(elementDropout(p), [200], { address }),
      check: { kind: 'mask' },
    }),
  ),
);
