// Sites as JSON, short, since there can be many: what follows from the place in the list, or from a name, is left out.
import { type DropoutConfig, parseConfig, streamId } from '@dropkit/core';
import { FLOAT } from '../model/element-type.js';

/** One site: `output` is `input` after dropout. */
export interface RecordedSite {
  readonly input: string;
  readonly output: string;
  readonly stream: number;
  readonly config: DropoutConfig;
  /** Number of the element type; absent: that of float32. */
  readonly element?: number;
  /** Where it is, as `SiteReport` has it. */
  readonly scope: string;
  /** The value that says what is kept, where nodes take it. */
  readonly mask?: string;
}

/** Sites as they are written. */
export interface ListedSites {
  readonly configs: readonly DropoutConfig[];
  /** Scopes that are not the first, the graph. */
  readonly scopes?: readonly string[];
  readonly sites: readonly unknown[];
}

/**
 * Names that an edit gives by itself: `dk_x_0`, `dk_x_1`, ...
 *
 * @param prefix starts the names of the edit
 */
export function madeName(prefix: string, i: number): string {
  return `${prefix}x_${i.toString(36)}`;
}

/** Sites as lists: input, output, stream, config, element type, scope, mask; 0 is what follows. A string is the output of what follows else. */
export function listSites(prefix: string, sites: readonly RecordedSite[]): ListedSites {
  const configs = new Map(sites.map(({ config }) => [JSON.stringify(config), config]));
  const scopes = [...new Set(['graph', ...sites.map(({ scope }) => scope)])];
  const keys = [...configs.keys()];
  const lists = sites.map(({ input, output, stream, config, element = FLOAT, scope, mask = 0 }, i) => {
    const own = madeName(prefix, i);
    const names = [input === own ? 0 : input, output === own ? 0 : output];
    const rest = [streamId(namedValue(own, input, output)) === stream ? -1 : stream, keys.indexOf(JSON.stringify(config))];
    const list = [...names, ...rest, element === FLOAT ? 0 : element, scopes.indexOf(scope), mask];
    while (list.length > 3 && list.at(-1) === 0) list.pop();
    if (list.length === 3 && list[2] === -1) list.pop();
    return list.length === 2 && list[0] === 0 ? output : list;
  });
  return { configs: [...configs.values()], ...(scopes.length > 1 && { scopes: scopes.slice(1) }), sites: lists };
}

/** The sites of a record of unknown origin; undefined when any of them is none. */
export function readSites(prefix: string, json: Readonly<Record<string, unknown>>): RecordedSite[] | undefined {
  const { configs, scopes = [], sites } = json;
  if (!Array.isArray(configs) || !Array.isArray(scopes) || !Array.isArray(sites)) return undefined;
  const known = { prefix, configs: configs.map(configOf), scopes: ['graph', ...scopes] };
  const read = sites.map((site: unknown, i) => siteOf(known, typeof site === 'string' ? [0, site] : site, i));
  return read.every((site) => site !== undefined) ? read : undefined;
}

interface Known {
  readonly prefix: string;
  readonly configs: readonly (DropoutConfig | undefined)[];
  readonly scopes: readonly unknown[];
}

function siteOf({ prefix, configs, scopes }: Known, listed: unknown, i: number): RecordedSite | undefined {
  if (!Array.isArray(listed)) return undefined;
  const own = madeName(prefix, i);
  const nameOf = (name: unknown) => (name === 0 ? own : name);
  const [first, second, number = -1, place = 0, element = 0, where = 0, mask = 0] = listed as unknown[];
  const [input, output, scope] = [nameOf(first), nameOf(second), scopes[where as number]];
  const config = configs[place as number];
  if (typeof input !== 'string' || typeof output !== 'string' || typeof scope !== 'string' || !config) return undefined;
  if (typeof number !== 'number' || typeof element !== 'number' || (mask !== 0 && typeof mask !== 'string')) return undefined;
  const stream = number === -1 ? streamId(namedValue(own, input, output)) : number;
  return { input, output, stream, config, ...(element !== 0 && { element }), scope, ...(mask !== 0 && { mask }) };
}

/** The value that a site is about: the one that has a name of the model. */
function namedValue(own: string, input: string, output: string): string {
  return output === own ? input : output;
}

function configOf(json: unknown): DropoutConfig | undefined {
  try {
    return parseConfig(json);
  } catch {
    return undefined;
  }
}
