// What becomes of Dropout nodes in onnxruntime. Its graph transformer EliminateDropout works at every optimization level from `basic`
// on (the default is above it) and does not look at training_mode. It removes a node whose mask nothing takes, whose output is no
// output of its graph, and which has exactly one input that another node of the same graph computes
// (core/optimizer/dropout_elimination.cc and CanRemoveNode in core/graph/graph_utils.cc; found the same with onnxruntime-web 1.30).
import { constantOf, type IndexedScope, lookup, usesOf } from '../graph/graph-index.js';
import { type KnownTypes, typeOf } from '../graph/infer-types.js';
import { elementTypeName } from '../model/element-type.js';
import type { Node } from '../model/node.js';
import type { Dimension } from '../model/value-info.js';

/**
 * What a Dropout node does when onnxruntime runs the model with its default options.
 * - `identity`: nothing is dropped, at any optimization level; that is what the model says.
 * - `removed`: the model says (or may say, at run time) that it drops, but the optimizer takes the node out: nothing is dropped.
 * - `kept`: it drops, with onnxruntime's own numbers.
 * - `breaks`: the optimizer connects what computes training_mode or ratio to what takes the output, and the session cannot be created.
 * - `depends`: it is in a function, and its end of it is what the caller makes of it.
 */
export type DropoutFate = 'identity' | 'removed' | 'kept' | 'breaks' | 'depends';

/** One Dropout node. */
export interface DropoutNode {
  /** Such as `graph.node[3]`. */
  readonly place: string;
  /** The node's own name, often ''. */
  readonly name: string;
  /** The value that is dropped from. */
  readonly input: string;
  readonly output: string;
  /** The drop probability if it is a constant, else null. */
  readonly ratio: number | null;
  /** What the model says: `dynamic` when it is an input or computed. Before opset 12 there was no way to say `on`. */
  readonly training: 'on' | 'off' | 'dynamic';
  /** onnxruntime's seed attribute, if there is one. */
  readonly seed: string | null;
  /** Whether anything takes the mask. */
  readonly maskUsed: boolean;
  readonly fate: DropoutFate;
  /** Why, in a sentence. */
  readonly reason: string;
  readonly elementType: string;
  /** The shape if it is known; names and null stand for sizes that are not. */
  readonly shape: readonly Dimension[] | null;
}

/** All Dropout nodes of a scope. */
export function dropoutNodes(scope: IndexedScope, types: KnownTypes): DropoutNode[] {
  return scope.nodes.filter((node) => isOnnx(node, 'Dropout')).map((node) => describeDropout(scope, node, types));
}

function isOnnx(node: Node, op: string): boolean {
  return node.op === op && node.domain === '';
}

/** What is known of a Dropout node. */
export function describeDropout(scope: IndexedScope, node: Node, types: KnownTypes): DropoutNode {
  const [input = ''] = node.inputs;
  const [output = ''] = node.outputs;
  const ratio = ratioOf(scope, node);
  const training = trainingOf(scope, node);
  const { element, shape } = typeOf(types, scope, input);
  return {
    place: node.message.path,
    name: node.name,
    input,
    output,
    ratio,
    training,
    seed: node.attribute('seed')?.int.toString() ?? null,
    maskUsed: isTaken(scope, node.outputs[1]),
    ...fateOf(scope, node, ratio, training),
    elementType: elementTypeName(element),
    shape,
  };
}

/** The default of every opset. */
const DEFAULT_RATIO = 0.5;

/** The drop probability of a Dropout node if it is a constant, else null. */
export function ratioOf(scope: IndexedScope, node: Node): number | null {
  if (scope.opset < 12) {
    const ratio = node.attribute('ratio');
    return ratio?.reference ? null : (ratio?.float ?? DEFAULT_RATIO);
  }
  const name = node.inputs[1];
  return name ? (constantOf(scope, name)?.numbers?.[0] ?? null) : DEFAULT_RATIO;
}

/** Whether a Dropout node is told to drop; `dynamic` when that is an input or computed. */
export function trainingOf(scope: IndexedScope, node: Node): 'on' | 'off' | 'dynamic' {
  const name = node.inputs[2];
  if (scope.opset < 12 || !name) return 'off';
  const flag = constantOf(scope, name)?.flag;
  if (flag === undefined) return 'dynamic';
  return flag ? 'on' : 'off';
}

interface Fate {
  readonly fate: DropoutFate;
  readonly reason: string;
}

function fateOf(scope: IndexedScope, node: Node, ratio: number | null, training: 'on' | 'off' | 'dynamic'): Fate {
  if (scope.opset < 12) return { fate: 'identity', reason: `Dropout of opset ${scope.opset} is the identity in onnxruntime.` };
  if (training === 'off') return { fate: 'identity', reason: 'training_mode is false.' };
  if (ratio === 0) return { fate: 'identity', reason: 'The ratio is 0.' };
  if (isTaken(scope, node.outputs[1])) return { fate: 'kept', reason: 'Its mask is used, so the optimizer leaves it.' };
  if (isFunctionEnd(scope, node))
    return { fate: 'depends', reason: 'It is at the edge of a function, which is put into its callers first.' };
  if (scope.outputs.has(node.outputs[0]!))
    return { fate: 'kept', reason: 'Its output is an output of its graph, so the optimizer leaves it.' };
  return byComputedInputs(scope, node);
}

/** The optimizer looks before it folds constants and again after it; at either time one computed input is what it needs. */
function byComputedInputs(scope: IndexedScope, node: Node): Fate {
  const computed = node.inputs.map((name) => isComputed(scope, name));
  const folded = foldedValues(scope);
  const remaining = node.inputs.map((name, i) => computed[i] && !folded.has(name));
  const single = [computed, remaining].find((list) => list.filter(Boolean).length === 1);
  if (single?.[0])
    return {
      fate: 'removed',
      reason: 'onnxruntime removes it at optimization level basic and above, whatever training_mode says.',
    };
  if (single)
    return { fate: 'breaks', reason: 'Only its ratio or training_mode is computed, which the optimizer takes for its data.' };
  if (computed[0]) return { fate: 'kept', reason: 'Its ratio or training_mode is computed too, so the optimizer leaves it.' };
  return { fate: 'kept', reason: 'No node of its graph computes its input, so the optimizer leaves it.' };
}

/** Whether another node of the same graph gives the value. Constant nodes are stored tensors when the optimizer begins. */
function isComputed(scope: IndexedScope, name: string): boolean {
  const node = scope.definitions.get(name)?.node;
  return node !== undefined && !isOnnx(node, 'Constant');
}

const RANDOM = new Set(['Bernoulli', 'Multinomial', 'RandomNormal', 'RandomNormalLike', 'RandomUniform', 'RandomUniformLike']);

/** Values that follow from constants alone, so that the optimizer replaces their nodes by stored tensors; one pass in file order. */
function foldedValues(scope: IndexedScope): ReadonlySet<string> {
  const folded = new Set<string>();
  for (const { op, domain, inputs, outputs, bodies } of scope.nodes) {
    const given = inputs.filter((input) => input !== '');
    const foldable = domain === '' && bodies.length === 0 && given.length > 0 && !RANDOM.has(op);
    if (!foldable || !given.every((input) => folded.has(input) || constantOf(scope, input))) continue;
    for (const output of outputs) folded.add(output);
  }
  return folded;
}

function isFunctionEnd(scope: IndexedScope, node: Node): boolean {
  if (scope.scope.kind !== 'function') return false;
  return scope.outputs.has(node.outputs[0]!) || lookup(scope, node.inputs[0]!)?.definition.kind === 'input';
}

function isTaken(scope: IndexedScope, name: string | undefined): boolean {
  return Boolean(name) && (usesOf(scope, name!).length > 0 || scope.outputs.has(name!));
}
