// Values that dropout of this package is at already, by the records of edits: proposing them, or dropping at them by a pattern, would put
// dropout on dropout.
import type { IndexedScope } from '../graph/graph-index.js';
import type { Model } from '../model/model.js';
import { type RecordedSite, recordsOf } from './record.js';

/** A value that belongs to a site. */
export interface TakenPlace {
  /** The name that the model had for it, and that others take: with it the place can be dropped at again. */
  readonly value: string;
  /** Whether the value that was asked about has a name that an edit made. */
  readonly isMade: boolean;
}

/** What is at a value of a scope; undefined where no dropout of this package is. */
export type TakenPlaces = (scope: IndexedScope, value: string) => TakenPlace | undefined;

/** The places of all edits of a model. */
export function takenPlaces(model: Model): TakenPlaces {
  const records = recordsOf(model);
  const isMade = (name: string) => records.some(({ prefix }) => name.startsWith(prefix));
  const sites = new Map<string, RecordedSite[]>();
  for (const site of records.flatMap((record) => record.sites))
    for (const name of [site.input, site.output]) sites.set(name, [...(sites.get(name) ?? []), site]);
  return (scope, value) => {
    // paths of scopes move as nodes come in: names that the scope has tell more
    const site = sites.get(value)?.find(({ output }) => scope.definitions.has(output));
    if (site) return { value: isMade(site.output) ? site.input : site.output, isMade: isMade(value) };
    return isMade(value) ? { value, isMade: true } : undefined;
  };
}
