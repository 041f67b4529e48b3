// Takes native Dropout nodes out: they are the identity when nothing is dropped, and their masks all true.
import { UnsupportedError } from '@dropkit/core';
import type { IndexedScope } from '../graph/graph-index.js';
import type { Names } from '../graph/names.js';
import type { Node } from '../model/node.js';
import { allTrue } from './all-true.js';
import { bypass, isTaken, type Replacements, removeUnused } from './bypass.js';

/** A Dropout node that was taken out. */
export interface RemovedNode {
  /** Such as `graph.node[3]`, in the model that was given. */
  readonly place: string;
  readonly name: string;
  readonly input: string;
  readonly output: string;
}

/** Fused operators that drop too. They are made by training builds of onnxruntime, not by exporters. */
const FUSED = new Set(['BiasDropout', 'BitmaskBiasDropout', 'BitmaskDropout']);

/** Removes all native Dropout of the scopes; the index is stale afterwards. */
export function stripNative(
  operation: string,
  scopes: readonly IndexedScope[],
  names: Names,
): { removed: RemovedNode[]; unusedInputs: string[]; replacements: Replacements } {
  const replacements: Replacements = new Map();
  const removed: RemovedNode[] = [];
  const parameters: [IndexedScope, string[]][] = [];
  for (const scope of scopes) {
    for (const node of scope.nodes) {
      if (node.domain === 'com.microsoft' && FUSED.has(node.op)) throw fused(operation, node);
      if (node.op !== 'Dropout' || node.domain !== '') continue;
      const [input = '', ...rest] = node.inputs;
      const [output = ''] = node.outputs;
      removed.push({ place: node.message.path, name: node.name, input, output });
      parameters.push([scope, rest]);
      const masks = maskOf(operation, scopes, scope, names, node);
      bypass(scopes, scope, replacements, node, input, output);
      replacements.set(node, [...replacements.get(node)!, ...masks]);
    }
  }
  return { removed, unusedInputs: removeUnused(scopes, replacements, parameters), replacements };
}

/** What takes the place of a mask that is used. */
function maskOf(operation: string, scopes: readonly IndexedScope[], scope: IndexedScope, names: Names, node: Node): Node[] {
  const [input] = node.inputs;
  const [, mask] = node.outputs;
  if (!isTaken(scopes, scope, mask)) return [];
  if (scope.opset < 10) throw oldMask(operation, scope, node);
  return allTrue(names, input!, mask!);
}

function oldMask(operation: string, { opset }: IndexedScope, { message, outputs }: Node): UnsupportedError {
  return new UnsupportedError(
    `[@dropkit/onnx-export] ${operation}: the mask ${JSON.stringify(outputs[1])} of ${message.path} is used, and what it is without dropout was ` +
      `not said before opset 10 (the model has ${opset}). Take what uses it out of the model first.`,
  );
}

function fused(operation: string, { message, op }: Node): UnsupportedError {
  return new UnsupportedError(
    `[@dropkit/onnx-export] ${operation}: ${message.path} is a ${op} of com.microsoft, which does more than drop. ` +
      'Export the model without training optimizations.',
  );
}
