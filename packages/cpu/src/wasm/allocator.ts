// First fit over a range of addresses. Only the blocks are kept, in order: what lies between them is free, so that freed neighbours
// join by themselves. Bookkeeping lives outside the memory, where no stray write can damage it.

/** Blocks start on cache lines. */
const ALIGNMENT = 64;

export interface Allocator {
  /** The address of a new block, or undefined when no gap is large enough. */
  take(bytes: number): number | undefined;
  /** Takes back the block at an address that `take` gave out. */
  release(address: number): void;
}

/** Hands out blocks of the addresses from `begin` to `end`. Time grows with the number of live blocks, which are arrays of whole layers. */
export function createAllocator(begin: number, end: number): Allocator {
  const blocks: { readonly from: number; readonly bytes: number }[] = [];
  return {
    take(bytes) {
      let from = begin;
      let n = 0;
      for (; n < blocks.length && blocks[n].from - from < blockSize(bytes); n++)
        from = blocks[n].from + blockSize(blocks[n].bytes);
      if (n === blocks.length && end - from < blockSize(bytes)) return undefined;
      blocks.splice(n, 0, { from, bytes });
      return from;
    },
    release(address) {
      blocks.splice(
        blocks.findIndex((block) => block.from === address),
        1,
      );
    },
  };
}

/** Bytes that a block of `bytes` occupies: whole cache lines, at least one so that addresses are unique. */
export function blockSize(bytes: number): number {
  return Math.max(ALIGNMENT, Math.ceil(bytes / ALIGNMENT) * ALIGNMENT);
}
