// Which native Dropout nodes a caller means: all, or those of names and patterns.
import { UnsupportedError } from '@dropkit/core';
import { rangeError } from '../errors.js';
import type { IndexedScope } from '../graph/graph-index.js';
import type { Node } from '../model/node.js';
import { type ChosenValue, chooseValues, type SiteChoices } from './site-choice.js';

/**
 * The outputs of the Dropout nodes that were asked for.
 *
 * @throws UnsupportedError when the model has none
 * @throws RangeError for a choice that means something else, or nothing
 */
export function chooseDropout(
  operation: string,
  scopes: readonly IndexedScope[],
  choices: SiteChoices | undefined,
): ChosenValue[] {
  const all = scopes.flatMap((scope) => scope.nodes.filter(isDropout).map((node) => placeOf(scope, node)));
  if (all.length > 0) return choices === undefined ? all : chosenOf(operation, scopes, choices);
  throw new UnsupportedError(
    `[@dropkit/onnx-export] ${operation}: the model has no Dropout nodes. Use insert to put dropout into it.`,
  );
}

function chosenOf(operation: string, scopes: readonly IndexedScope[], choices: SiteChoices): ChosenValue[] {
  const values = chooseValues(operation, scopes, choices);
  const isOne = ({ node }: ChosenValue) => node !== undefined && isDropout(node);
  const places = new Map(values.filter(isOne).map(({ scope, node }) => [node, placeOf(scope, node!)]));
  const other = values.find((value) => value.isNamed && !isOne(value));
  if (places.size > 0 && !other) return [...places.values()];
  throw rangeError(operation, 'options.nodes', 'Dropout nodes', JSON.stringify((other ?? values[0]!).value));
}

function placeOf(scope: IndexedScope, node: Node): ChosenValue {
  return { scope, node, value: node.outputs[0]!, isNamed: true };
}

/** A native node whose output has a name; without one nothing can take it. */
function isDropout({ op, domain, outputs }: Node): boolean {
  return op === 'Dropout' && domain === '' && Boolean(outputs[0]);
}
