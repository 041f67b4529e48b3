// Stream ids from names, so that a site keeps its masks when others come and go.
// FNV-1a, 32 bits, over the UTF-8 bytes (Fowler, Noll and Vo; draft-eastlake-fnv).
import { typeError } from './errors.js';

const OFFSET_BASIS = 0x811c9dc5;
const PRIME = 0x01000193;

/**
 * The u32 stream of a named dropout site. Part of the format: the same name gives the same stream for ever.
 * Among a thousand names two share a stream with probability 1e-4.
 *
 * @throws TypeError when the name is not a string
 * @example streamId('encoder.0.mlp');
 */
export function streamId(name: string): number {
  if (typeof name !== 'string') throw typeError('core', 'streamId', 'name', 'a string', name);
  let hash = OFFSET_BASIS;
  for (const byte of new TextEncoder().encode(name)) hash = Math.imul(hash ^ byte, PRIME);
  return hash >>> 0;
}
