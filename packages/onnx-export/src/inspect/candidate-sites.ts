// Where dropout could go: values that the literature drops from, found by the operators around them. A proposal with its reason, not a
// judgement: models do not say which of their layers a training run would have regularised.
import { constantOf, type IndexedScope, lookup, usesOf } from '../graph/graph-index.js';
import { type KnownTypes, typeOf } from '../graph/infer-types.js';
import { elementTypeName } from '../model/element-type.js';
import type { Node } from '../model/node.js';
import type { Dimension } from '../model/value-info.js';

/** Why a value is a place for dropout. */
export type SiteKind = 'activation' | 'before linear' | 'attention' | 'residual branch';

/** Which axis holds what: the variants of core take it as their layout. */
export type SiteLayout = 'channelsFirst' | 'features last' | 'attention' | 'unknown';

/** One value from which elements could be dropped. */
export interface CandidateSite {
  /** The value's name: what to pass when dropout is inserted. */
  readonly value: string;
  /** The scope that it is in, such as `graph`. */
  readonly scope: string;
  /** Index path of the node that computes it, and its operator and name. */
  readonly place: string;
  readonly op: string;
  readonly name: string;
  /** One value can be a place for more than one reason. */
  readonly kinds: readonly SiteKind[];
  readonly reason: string;
  readonly layout: SiteLayout;
  /** The variant of core that fits it best; element dropout where the number of axes, which others need, is not known. */
  readonly variant: 'dropout' | 'spatial' | 'alpha' | 'attention' | 'dropPath';
  readonly elementType: string;
  readonly shape: readonly Dimension[] | null;
}

const ACTIVATIONS = new Set(
  'Celu Elu Gelu HardSwish LeakyRelu Mish PRelu Relu Selu Softplus Softsign Tanh ThresholdedRelu'.split(' '),
);
const CONVOLUTIONS = new Set(['Conv', 'ConvTranspose']);
const LINEAR = new Set(['Gemm', 'MatMul']);

const REASONS: Readonly<Record<SiteKind, string>> = {
  activation: 'behind an activation (Srivastava et al. 2014)',
  'before linear': 'input of a layer with weights (Gal and Ghahramani 2016)',
  attention: 'attention probabilities (Vaswani et al. 2017)',
  'residual branch': 'the branch of a residual connection (Vaswani et al. 2017; drop path: Huang et al. 2016)',
};

/** The places of a scope, in the order of the file. Outputs of the scope are none: what would be dropped is the result itself. */
export function candidateSites(scope: IndexedScope, types: KnownTypes): CandidateSite[] {
  const kinds = new Map<string, SiteKind[]>();
  const add = (name: string | undefined, kind: SiteKind) => {
    if (!name || scope.definitions.get(name)?.kind !== 'node' || scope.outputs.has(name)) return;
    const known = kinds.get(name) ?? [];
    if (!known.includes(kind)) kinds.set(name, [...known, kind]);
  };
  for (const node of scope.nodes.filter(({ domain }) => domain === '')) {
    if (isActivation(scope, node)) add(node.outputs[0], 'activation');
    if (isLayer(scope, node)) add(node.inputs[0], 'before linear');
    if (isAttention(scope, node)) add(node.outputs[0], 'attention');
    if (node.op === 'Add') add(branchOf(scope, node), 'residual branch');
  }
  const order = new Map(scope.nodes.map((node, i) => [node, i]));
  const sites = [...kinds].map(([value, found]) => ({ value, found, node: scope.definitions.get(value)!.node! }));
  sites.sort((a, b) => order.get(a.node)! - order.get(b.node)!);
  return sites.map(({ value, found, node }) => describe(scope, types, value, found, node));
}

function describe(scope: IndexedScope, types: KnownTypes, value: string, kinds: readonly SiteKind[], node: Node): CandidateSite {
  const { element, shape } = typeOf(types, scope, value);
  const layout = layoutOf(scope, value, kinds);
  return {
    value,
    scope: scope.path,
    place: node.message.path,
    op: node.op,
    name: node.name,
    kinds,
    reason: kinds.map((kind) => REASONS[kind]).join('; '),
    layout,
    variant: variantOf(kinds, layout, { node, isRankKnown: shape !== null }),
    elementType: elementTypeName(element),
    shape,
  };
}

/** Relu and its kin, ReLU6 as Clip(0, 6), and SiLU as x * sigmoid(x). */
function isActivation(scope: IndexedScope, node: Node): boolean {
  if (ACTIVATIONS.has(node.op)) return true;
  if (node.op === 'Clip') return lowerLimit(scope, node) === 0;
  if (node.op !== 'Mul') return false;
  const [a, b] = node.inputs;
  return isSigmoidOf(scope, a!, b!) || isSigmoidOf(scope, b!, a!);
}

function lowerLimit(scope: IndexedScope, node: Node): number | undefined {
  if (scope.opset < 11) return node.attribute('min')?.float;
  return node.inputs[1] ? constantOf(scope, node.inputs[1])?.numbers?.[0] : undefined;
}

function isSigmoidOf(scope: IndexedScope, gate: string, x: string): boolean {
  const node = lookup(scope, gate)?.definition.node;
  return node?.op === 'Sigmoid' && node.inputs[0] === x;
}

/** A product with weights from the file: a stored tensor, or what is computed from it while loading. */
function isLayer(scope: IndexedScope, node: Node): boolean {
  if (!LINEAR.has(node.op) && !CONVOLUTIONS.has(node.op)) return false;
  return node.inputs[1] !== undefined && constantOf(scope, node.inputs[1]) !== undefined;
}

/** Softmax whose output is multiplied with values that are no weights. */
function isAttention(scope: IndexedScope, node: Node): boolean {
  if (node.op !== 'Softmax') return false;
  return usesOf(scope, node.outputs[0]!).some(
    ({ node: user, input }) => user.op === 'MatMul' && input === 0 && !isLayer(scope, user),
  );
}

/** Of the two summands the one that only this Add takes, when the other goes on beside it. */
function branchOf(scope: IndexedScope, add: Node): string | undefined {
  const [a, b] = add.inputs as [string, string];
  if (constantOf(scope, a) || constantOf(scope, b) || a === b) return undefined;
  const [first, second] = [usesOf(scope, a).length, usesOf(scope, b).length];
  if (first === 1 && second > 1) return a;
  return second === 1 && first > 1 ? b : undefined;
}

/** By who computes the value and who takes it, since shapes are seldom declared: convolutions keep channels in axis 1. */
function layoutOf(scope: IndexedScope, value: string, kinds: readonly SiteKind[]): SiteLayout {
  if (kinds.includes('attention')) return 'attention';
  const users = usesOf(scope, value).map(({ node }) => node.op);
  if (users.some((op) => CONVOLUTIONS.has(op)) || comesFromConvolution(scope, value)) return 'channelsFirst';
  return users.some((op) => LINEAR.has(op)) || comesFromLinear(scope, value) ? 'features last' : 'unknown';
}

/** Operators that leave axes where they are. */
const IN_PLACE = new Set([
  ...ACTIVATIONS,
  ...['Add', 'BatchNormalization', 'Clip', 'Div', 'Dropout', 'HardSigmoid', 'LayerNormalization', 'Mul', 'Sigmoid', 'Sub'],
]);

const comesFromConvolution = (scope: IndexedScope, value: string) => comesFrom(scope, value, CONVOLUTIONS);
const comesFromLinear = (scope: IndexedScope, value: string) => comesFrom(scope, value, LINEAR);

function comesFrom(scope: IndexedScope, value: string, ops: ReadonlySet<string>): boolean {
  let name: string | undefined = value;
  for (let steps = 0; name && steps < 16; steps++) {
    const node: Node | undefined = scope.definitions.get(name)?.node;
    if (!node) return false;
    if (ops.has(node.op)) return true;
    if (!IN_PLACE.has(node.op)) return false;
    name = node.inputs.find((input) => input !== '' && !constantOf(scope, input));
  }
  return false;
}

function variantOf(
  kinds: readonly SiteKind[],
  layout: SiteLayout,
  { node, isRankKnown }: { readonly node: Node; readonly isRankKnown: boolean },
): CandidateSite['variant'] {
  if (layout === 'attention') return 'attention';
  if (node.op === 'Selu') return 'alpha';
  if (layout !== 'channelsFirst' || !isRankKnown) return 'dropout';
  return kinds.includes('residual branch') ? 'dropPath' : 'spatial';
}
