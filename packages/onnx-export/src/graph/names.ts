// New names for values and nodes that no scope of the model has yet.
import type { IndexedScope } from './graph-index.js';

/** Gives names that are not taken; each only once. */
export interface Names {
  /** `base` itself if it is free, else with a number behind it. */
  fresh(base: string): string;
}

/** `base_`, or with a number behind base, so that no name of the model starts with it. */
export function freePrefix(scopes: readonly IndexedScope[], base: string): string {
  const names = scopes.flatMap(({ definitions, nodes }) => [...definitions.keys(), ...nodes.map(({ name }) => name)]);
  const alike = names.filter((name) => name.startsWith(base));
  for (let n = 1; ; n++) {
    const prefix = n === 1 ? `${base}_` : `${base}${n}_`;
    if (!alike.some((name) => name.startsWith(prefix))) return prefix;
  }
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
