// Views into larger arrays at odd offsets, with a known frame around them: code that rounds its loops up to whole vectors
// must show when it writes beyond its end, and code that forgets byteOffset when it reads the wrong elements.
import type { FloatArray } from '@dropkit/core';
import { floatArray, floatTypeOf } from '../array.js';

/** Elements before a view: 12 bytes in float32, so that no vector is aligned. */
const BEFORE = 3;
/** Elements after a view: more than any vector unit has lanes. */
const AFTER = 37;
const FRAME = -555;
const MASK_FRAME = 0xa5a5a5a5;

/** Makes framed copies and remembers their frames. */
export interface Frames {
  floats(array: FloatArray): FloatArray;
  words(mask: Uint32Array): Uint32Array;
  /** Whether all frames are as they were made. */
  intact(): boolean;
}

/** New frames, none made yet. */
export function createFrames(): Frames {
  const checks: (() => boolean)[] = [];
  const isAround = (length: number, i: number) => i < BEFORE || i >= BEFORE + length;
  return {
    floats: (array) => {
      const whole = floatArray(floatTypeOf(array), array.length + BEFORE + AFTER, () => FRAME);
      checks.push(() => whole.every((value, i) => !isAround(array.length, i) || value === FRAME));
      const view = whole.subarray(BEFORE, BEFORE + array.length);
      view.set(array);
      return view;
    },
    words: (mask) => {
      const whole = new Uint32Array(mask.length + BEFORE + AFTER).fill(MASK_FRAME);
      checks.push(() => whole.every((value, i) => !isAround(mask.length, i) || value === MASK_FRAME));
      const view = whole.subarray(BEFORE, BEFORE + mask.length);
      view.set(mask);
      return view;
    },
    intact: () => checks.every((check) => check()),
  };
}
