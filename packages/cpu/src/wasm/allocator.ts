// First fit with coalescing over a range of addresses. Bookkeeping lives outside the memory, so that no stray write can damage it.

/** Blocks start on cache lines. */
const ALIGNMENT = 64;

/** Hands out blocks of the addresses from `begin` to `end`. */
export class Allocator {
  /** Free ranges in ascending order, never adjacent. */
  readonly #holes: { from: number; to: number }[];
  /** Bytes asked for, by address. */
  readonly #blocks = new Map<number, number>();

  constructor(begin: number, end: number) {
    this.#holes = [{ from: begin, to: end }];
  }

  /** The address of a new block, or undefined when no hole is large enough. */
  take(bytes: number): number | undefined {
    const size = blockSize(bytes);
    const n = this.#holes.findIndex(({ from, to }) => to - from >= size);
    if (n < 0) return undefined;
    const hole = this.#holes[n];
    const address = hole.from;
    hole.from += size;
    if (hole.from === hole.to) this.#holes.splice(n, 1);
    this.#blocks.set(address, bytes);
    return address;
  }

  /** Takes a block back; false when there is no block of `bytes` at that address. */
  release(address: number, bytes: number): boolean {
    if (this.#blocks.get(address) !== bytes) return false;
    this.#blocks.delete(address);
    const hole = { from: address, to: address + blockSize(bytes) };
    const holes = this.#holes;
    let n = holes.findIndex(({ from }) => from > address);
    if (n < 0) n = holes.length;
    let replaced = 0;
    if (holes[n]?.from === hole.to) {
      hole.to = holes[n].to;
      replaced = 1;
    }
    if (holes[n - 1]?.to === hole.from) {
      hole.from = holes[--n].from;
      replaced++;
    }
    holes.splice(n, replaced, hole);
    return true;
  }
}

/** Bytes that a block of `bytes` occupies: whole cache lines, at least one so that addresses are unique. */
export function blockSize(bytes: number): number {
  return Math.max(ALIGNMENT, Math.ceil(bytes / ALIGNMENT) * ALIGNMENT);
}
