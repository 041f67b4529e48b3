// Which values a caller means: by the name of a node or a value, by a pattern of names, by operator, or by what inspect proposes.
import { show } from '@dropkit/core';
import { rangeError, typeError } from '../errors.js';
import type { IndexedScope } from '../graph/graph-index.js';
import type { Node } from '../model/node.js';

/** A place where values meet all that is said; at least one of op, name and value is. A candidate site of `inspect` is one. */
export interface SiteFilter {
  /** The operator that computes the value, such as `Relu`; those of other domains as `domain.Op`. Means its first output. */
  readonly op?: string;
  /** The name of the node that computes it. Means its first output. */
  readonly name?: string | RegExp;
  readonly value?: string | RegExp;
  /** Where it is, as `inspect` says it: `graph`, or the path of a body. */
  readonly scope?: string;
}

/** A name of a node or a value, a pattern of such names, or a filter. */
export type SiteChoice = string | RegExp | SiteFilter;

/** One value, or several choices of values. */
export type SiteChoices = SiteChoice | readonly SiteChoice[];

/** A value that was chosen. */
export interface ChosenValue {
  readonly scope: IndexedScope;
  readonly value: string;
  /** What computes it; undefined for inputs of the graph and stored tensors, which only a name chooses. */
  readonly node: Node | undefined;
  /** Whether it was asked for by its name, so that leaving it out would be wrong. */
  readonly isNamed: boolean;
}

/**
 * The values that choices mean, each once, in the order of the file.
 *
 * @throws TypeError for what is no choice
 * @throws RangeError for a choice that nothing meets
 */
export function chooseValues(operation: string, scopes: readonly IndexedScope[], sites: SiteChoices): ChosenValue[] {
  const choices = (Array.isArray(sites) ? sites : [sites]) as readonly SiteChoice[];
  if (choices.length === 0) throw rangeError(operation, 'sites', 'at least one place', '[]');
  const matchers = choices.map((choice, i) => ({ matches: matcher(operation, choice, i), isNamed: isName(choice), count: 0 }));
  const chosen = valuesOf(scopes).flatMap((place) => {
    const met = matchers.filter(({ matches }) => matches(place));
    for (const match of met) match.count++;
    return met.length > 0 ? [{ ...place, isNamed: met.some(({ isNamed }) => isNamed) }] : [];
  });
  const missed = matchers.findIndex(({ count }) => count === 0);
  if (missed >= 0) throw nothing(operation, choices[missed]!, missed);
  return chosen;
}

type Place = Omit<ChosenValue, 'isNamed'> & { readonly output: number };
type Matcher = (place: Place) => boolean;

function valuesOf(scopes: readonly IndexedScope[]): Place[] {
  return scopes.flatMap((scope) =>
    [...scope.definitions].map(([value, { node, output = 0 }]) => ({ scope, value, node, output })),
  );
}

function matcher(operation: string, choice: SiteChoice, i: number): Matcher {
  if (choice === '') return () => false; // many nodes have no name: it is none of theirs
  if (typeof choice === 'string') return (place) => place.value === choice || (isFirst(place) && place.node!.name === choice);
  if (choice instanceof RegExp)
    return (place) =>
      place.node !== undefined && (fits(choice, place.value) || (isFirst(place) && fits(choice, place.node.name)));
  const { op, name, value, scope } = checkFilter(operation, choice, i);
  return (place) =>
    (op === undefined || (isFirst(place) && operatorOf(place.node!) === op)) &&
    (name === undefined || (place.node !== undefined && fits(name, place.node.name))) &&
    (value === undefined ? isFirst(place) : fits(value, place.value)) &&
    (scope === undefined || place.scope.path === scope);
}

/** Whether the value is what the node is there for: its first output that has a name. */
function isFirst({ node, output }: Place): boolean {
  return node !== undefined && output === node.outputs.findIndex((name) => name !== '');
}

/** The operator's name, with its domain unless that is ONNX's own. */
export function operatorOf({ op, domain }: Node): string {
  return domain ? `${domain}.${op}` : op;
}

function fits(pattern: string | RegExp, text: string): boolean {
  return typeof pattern === 'string' ? pattern === text : text.search(pattern) >= 0; // search does not look at lastIndex
}

function isName(choice: SiteChoice): boolean {
  return typeof choice === 'string' || (!(choice instanceof RegExp) && typeof choice.value === 'string');
}

/** What a candidate site of `inspect` has beside the fields of a filter. */
const OF_CANDIDATES = ['place', 'kinds', 'reason', 'layout', 'variant', 'elementType', 'shape'];
const FIELDS = ['op', 'name', 'value'] as const;

function checkFilter(operation: string, choice: SiteFilter, i: number): SiteFilter {
  const field = `sites[${i}]`;
  if (typeof choice !== 'object' || choice === null)
    throw typeError(operation, field, 'a name, a RegExp or { op?, name?, value?, scope? }', choice);
  const unknown = Object.keys(choice).find((key) => ![...FIELDS, 'scope', ...OF_CANDIDATES].includes(key));
  if (unknown) throw typeError(operation, `${field}.${unknown}`, 'no such field', (choice as Record<string, unknown>)[unknown]);
  if (FIELDS.every((key) => choice[key] === undefined)) throw rangeError(operation, field, 'an op, a name or a value', 'neither');
  for (const key of [...FIELDS, 'scope'] as const) {
    const value = choice[key];
    const isPattern = value instanceof RegExp && (key === 'name' || key === 'value');
    if (value !== undefined && typeof value !== 'string' && !isPattern)
      throw typeError(operation, `${field}.${key}`, 'a name', value);
  }
  return choice;
}

function nothing(operation: string, choice: SiteChoice, i: number): RangeError {
  const text = choice instanceof RegExp ? `${choice}` : typeof choice === 'string' ? show(choice) : filterText(choice);
  const advice = 'inspect(model).sites lists places for dropout.';
  return rangeError(operation, `sites[${i}]`, 'a place that the model has', text, advice);
}

function filterText(filter: SiteFilter): string {
  const said = [...FIELDS, 'scope'].flatMap((key) => {
    const value = filter[key as keyof SiteFilter];
    return value === undefined ? [] : [`${key} ${value}`];
  });
  return said.join(', ');
}
