// Damaged copies of a file, always the same ones.

/** Flipped bits, other bytes, cuts, doubled and removed parts, in places that a small generator of numbers chooses. */
export function* mutations(original: Uint8Array, count: number, seed: number): Generator<Uint8Array> {
  let state = seed;
  const next = (below: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0; // Numerical Recipes' linear congruential generator
    return Math.floor((state / 2 ** 32) * below);
  };
  const edit = [
    (bytes: Buffer, at: number) => bytes.writeUInt8(bytes[at]! ^ (1 << next(8)), at),
    (bytes: Buffer, at: number) => bytes.writeUInt8(next(256), at),
    (bytes: Buffer, at: number) => bytes.subarray(at, at + next(12)).fill(0xff) && undefined,
    (bytes: Buffer, at: number) => bytes.copyWithin(at, next(bytes.length), next(bytes.length)),
    (bytes: Buffer, at: number) => bytes.subarray(0, at),
  ];
  for (let i = 0; i < count; i++) {
    let bytes: Buffer = Buffer.from(original);
    for (let edits = 1 + next(4); edits > 0 && bytes.length > 0; edits--) {
      const result = edit[next(edit.length)]!(bytes, next(bytes.length));
      if (result instanceof Buffer) bytes = result;
    }
    yield bytes;
  }
}
