// Working memory of a backend: one buffer for each purpose, grown by doubling, freed by `dispose`.
// Every call writes what it reads, in one go, and a queue runs one command buffer after another: calls can share these buffers
// even where their commands are recorded into encoders that are submitted much later, or never.
import type { Range } from './dispatch.js';
import { USAGE } from './usage.js';

/** What a buffer is for. */
export type Purpose = 'bits' | 'whole' | 'dilated' | 'seeds' | 'counts' | 'scales' | 'holes' | 'sums';

/** Working memory. */
export interface Memory {
  /** A buffer of at least `size` bytes whose content is anything. */
  scratch(purpose: Purpose, size: number): Range;
  /** Frees all. Work that is submitted has it still; what is recorded and not submitted will be refused. */
  destroy(): void;
}

const SMALLEST = 4096;

/**
 * Working memory on a device. Buffers that became too small stay until `destroy`, since commands that use them may wait to be submitted;
 * doubling bounds all of them together by twice the largest.
 */
export function createMemory(device: GPUDevice): Memory {
  const latest = new Map<Purpose, GPUBuffer>();
  const all: GPUBuffer[] = [];
  return {
    scratch(purpose, size) {
      let buffer = latest.get(purpose);
      if (!buffer || buffer.size < size) {
        const length = Math.max(SMALLEST, 2 ** Math.ceil(Math.log2(size)));
        buffer = device.createBuffer({ label: `dropkit ${purpose}`, size: length, usage: USAGE.STORAGE });
        latest.set(purpose, buffer);
        all.push(buffer);
      }
      return { buffer, offset: 0, size };
    },
    destroy() {
      for (const buffer of all.splice(0)) buffer.destroy();
      latest.clear();
    },
  };
}
