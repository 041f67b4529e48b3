// Which stream each site draws from: that of its value's name, or what the caller says.
import { streamId } from '@dropkit/core';
import { rangeError } from '../errors.js';
import type { EditRecord } from './record.js';

/** Streams of sites by name: numbers, or names to take the stream of. */
export type Streams = Readonly<Record<string, string | number>>;

/** Gives the sites of an edit their streams. */
export class SiteStreams {
  private readonly taken: Set<number>;

  /** @param records edits of the model before, whose streams are taken */
  constructor(
    private readonly streams: Streams,
    records: readonly EditRecord[],
  ) {
    this.taken = new Set(records.flatMap(({ sites }) => sites.map(({ stream }) => stream)));
  }

  /** By the site's name, unless the caller says; another name where its stream is taken. */
  of(value: string): { name: string; stream: number } {
    const given = Object.hasOwn(this.streams, value) ? this.streams[value]! : undefined;
    if (typeof given === 'number') return { name: value, stream: given };
    if (given !== undefined) return { name: given, stream: streamId(given) };
    let name = value;
    for (let n = 2; this.taken.has(streamId(name)); n++) name = `${value}.${n}`;
    const stream = streamId(name);
    this.taken.add(stream);
    return { name, stream };
  }

  /** @throws RangeError for a stream of no site, which would leave the site that was meant at another */
  checkUsed(operation: string, values: readonly string[]): void {
    const unused = Object.keys(this.streams).find((name) => !values.includes(name));
    if (unused === undefined) return;
    const expected = `one of the sites' values (${values.join(', ')})`;
    throw rangeError(operation, 'options.streams', expected, JSON.stringify(unused));
  }
}

/** @throws RangeError for what are no streams by name */
export function checkStreams(operation: string, streams: Streams): void {
  for (const [name, stream] of Object.entries(streams)) {
    const isStream = typeof stream === 'string' || (Number.isInteger(stream) && stream >= 0 && stream < 2 ** 32);
    const expected = 'a name, or an integer from 0 to 2^32 - 1';
    if (!isStream) throw rangeError(operation, `options.streams[${JSON.stringify(name)}]`, expected, `${stream}`);
  }
}
