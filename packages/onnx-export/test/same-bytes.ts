/** Whether two byte arrays are equal; `toEqual` on millions of bytes takes seconds. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
