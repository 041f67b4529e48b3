// Streams of the sites that a conversion makes: a layer's name, as everywhere, or its path where that stream is taken.
import { streamId } from '@dropkit/core';

/** Gives every site a stream of its own. */
export interface Streams {
  /** The stream of a new site: from its name, else from its path. */
  take(name: string, path: string): number;
}

/** Remembers which streams are taken. */
export function createStreams(taken: Iterable<number>): Streams {
  const seen = new Set(taken);
  return {
    take(name, path) {
      let stream = streamId(name);
      for (let n = 1; seen.has(stream); n++) stream = streamId(n === 1 ? path : `${path}#${n}`);
      seen.add(stream);
      return stream;
    },
  };
}
