// New names for values and nodes that no scope of the model has yet.
import type { IndexedScope } from './graph-index.js';

/** Gives names that are not taken; each only once. */
export interface Names {
  /** `base` itself if it is free, else with a number behind it. */
  fresh(base: string): string;
}

/** @param scopes of the whole model: a name must also differ from those in bodies, which would hide it */
export function createNames(scopes: readonly IndexedScope[]): Names {
  const taken = new Set<string>();
  for (const { definitions, nodes } of scopes) {
    for (const name of definitions.keys()) taken.add(name);
    for (const node of nodes) taken.add(node.name);
  }
  return {
    fresh(base) {
      let name = base;
      for (let n = 1; taken.has(name); n++) name = `${base}_${n}`;
      taken.add(name);
      return name;
    },
  };
}
