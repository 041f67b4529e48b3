/** 32 bits from bit `bit` (below 8) of an address on; reads 8 bytes. */
export function cut(address: usize, bit: u32): u32 {
  return u32(load<u64>(address) >> u64(bit));
}
