// Addresses inside an instance's memory; assembly/layout.ts names the ones below BITS.

/** Two buffers of packed bits: one is drawn while the other is applied. Each has room for a chunk, one padding group and slack. */
export const BITS = [0x4000, 0x8000] as const;
/**
 * A tile of data on its way between arrays that live elsewhere; with the bits it stays in the second-level cache. It starts 16 bytes into
 * a line as large ordinary arrays do: copies whose ends lie alike in a page run up to a third faster.
 */
export const TILE = 0xc010;
export const TILE_BYTES = 0x80000;
/** 32 elements of -0, which add nothing, of each type. They lie behind the numbers, which end half a KiB behind the tile. */
export const MINUS_ZERO = { float32: 0x8d000, float64: 0x8d080 } as const;
/** From here on the memory is the allocator's. */
export const HEAP = 0x90000;
/** WebAssembly's unit of memory. */
export const PAGE = 0x10000;
