// The second input of kernels that have one: WGSL by how tensors are stored.
import type { Store } from '../dispatch.js';
import float16 from '../wgsl/other-float16.wgsl';
import float16Ragged from '../wgsl/other-float16-ragged.wgsl';
import float32 from '../wgsl/other-float32.wgsl';
import float32Ragged from '../wgsl/other-float32-ragged.wgsl';

export const OTHER: Readonly<Record<Store, string>> = {
  float32,
  'float32-ragged': float32Ragged,
  float16,
  'float16-ragged': float16Ragged,
};
