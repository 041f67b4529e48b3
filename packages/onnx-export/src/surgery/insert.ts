// insert: dropout after values of a model, or on weights. A value keeps its name, so that all that take it take it after dropout: what
// computes it gets another one. Inputs and stored tensors keep theirs, and what takes them is changed.
import { type DropoutConfig, parseConfig, UnsupportedError } from '@dropkit/core';
import { rangeError } from '../errors.js';
import { type IndexedScope, isInFunction, lookup, type Use } from '../graph/graph-index.js';
import { type Known, typeOf } from '../graph/infer-types.js';
import { elementTypeName } from '../model/element-type.js';
import type { Node } from '../model/node.js';
import { chunks } from '../wire/write.js';
import { isOutput, type Replacements, replaceNodes } from './bypass.js';
import { type Edited, finish } from './edited.js';
import { checkOptions, type EditOptions } from './options.js';
import { prepare } from './prepare.js';
import type { EditReport, SkippedSite } from './report.js';
import { type ChosenValue, chooseValues, operatorOf, type SiteChoices } from './site-choice.js';
import { SiteWriter } from './site-writer.js';
import { type TakenPlace, type TakenPlaces, takenPlaces } from './taken-places.js';

/**
 * Puts dropout after values of a model: of the main graph, or of bodies of If, Loop and Scan, where each turn drops the same. With
 * variants of weights (dropConnect, weightDrop) nodes mean their weights. Masks are those of core at the address (seed, stream, step) for the
 * shape that the value has at run time, bit by bit, and each site has a stream of its own, from its value's name.
 *
 * @param model the bytes of a .onnx file; not changed
 * @param sites names of nodes or values, patterns, `{ op: 'Relu' }`, or candidates of `inspect`; a choice that nothing meets is an error.
 * Where dropout of this package already is, only the value's name puts more of it
 * @param config a config of any variant that changes one value
 * @returns the bytes of a model with the inputs `seed` and `step` (the report says their names), or with masks as inputs
 * @throws TypeError or RangeError for wrong arguments, and for a config that does not fit the value's shape
 * @throws UpgradeError when masks cannot be drawn at the model's opset, and the mode asks for it
 * @throws UnsupportedError in functions of the model, and for variants with a second input
 * @throws ModelFormatError, GraphError or ModelSizeError for what is no sound model
 * @example
 * const sampled = insert(model, inspect(model).sites.filter(({ kinds }) => kinds.includes('activation')), { variant: 'dropout', p: 0.1 });
 * // strip(sampled) is model again, byte for byte, unless it had native Dropout nodes: those go too
 */
export function insert(model: Uint8Array, sites: SiteChoices, config: DropoutConfig, options: EditOptions = {}): Uint8Array {
  return finish(model, inserted(model, sites, config, options), options);
}

/** `insert` before it is one array. */
export function inserted(bytes: Uint8Array, sites: SiteChoices, config: DropoutConfig, options: EditOptions): Edited<EditReport> {
  const parsedConfig = parseConfig(config);
  const { mode, streams, element } = checkOptions('insert', options);
  const prepared = prepare('insert', bytes, mode, (scopes) => chooseValues('insert', scopes, sites));
  const writer = new SiteWriter('insert', prepared, streams);
  const insertion = new Insertion(writer, takenPlaces(prepared.model), parsedConfig, element);
  insertion.addAll();
  const report = { ...insertion.finish(bytes), skipped: insertion.skipped, unusedInputs: [] };
  return { pieces: chunks(prepared.model.message), report };
}

/** Which input of an operator its weights are, for the variants that drop them. */
const WEIGHTS: Readonly<Partial<Record<DropoutConfig['variant'], Readonly<Record<string, number>>>>> = {
  dropConnect: { Conv: 1, ConvTranspose: 1, Gemm: 1, MatMul: 1 },
  weightDrop: { GRU: 2, Gemm: 1, LSTM: 2, MatMul: 1, RNN: 2 },
};

/** One call of `insert`. */
class Insertion {
  readonly skipped: SkippedSite[] = [];
  private readonly replacements: Replacements = new Map();
  /** Weights after dropout, by the scope that they are dropped in and their name. */
  private readonly weights = new Map<IndexedScope, Map<string, string>>();
  private count = 0;

  constructor(
    private readonly writer: SiteWriter,
    private readonly takenAt: TakenPlaces,
    private readonly config: DropoutConfig,
    private readonly element: number,
  ) {}

  addAll(): void {
    for (const place of this.writer.chosen) this.add(place);
    if (this.count > 0) return;
    const [{ value, reason }] = this.skipped as [SkippedSite];
    throw rangeError('insert', 'sites', 'a place that dropout can follow', `"${value}"`, `${reason}.`);
  }

  finish(original: Uint8Array) {
    replaceNodes(this.writer.scopes, this.replacements);
    return this.writer.finish(original);
  }

  private add(place: ChosenValue): void {
    const operands = WEIGHTS[this.config.variant];
    if (operands && place.node) this.addWeight(place, place.node, operands[place.node.op]);
    else if (this.isFree(place) && this.fits(place, place.scope, place.value)) this.addValue(place);
  }

  /** Where dropout of this package is, only the name that others take asks for more of it. */
  private isFree({ scope, value, isNamed }: ChosenValue): boolean {
    const taken = this.takenAt(scope, value);
    return !taken || (isNamed && !taken.isMade) || this.skip(isNamed, scope, taken.value, reasonOf(taken, value));
  }

  /** Behind the node that computes the value, or in front of all that takes it. */
  private addValue({ scope, value, node }: ChosenValue): void {
    if (!node) {
      this.addSource(scope, value);
      return;
    }
    const input = this.writer.fresh();
    const nodes = this.nodes(scope, value, input, value);
    node.outputs = node.outputs.map((name) => (name === value ? input : name));
    this.put(node, [...(this.replacements.get(node) ?? [node]), ...nodes]);
  }

  private addSource(scope: IndexedScope, value: string): void {
    const output = this.writer.fresh();
    if (isOutput(this.writer.scopes, scope, value))
      throw new UnsupportedError(
        `[@dropkit/onnx-export] insert: ${JSON.stringify(value)} is an input or a stored tensor, and an output too.`,
      );
    const nodes = this.nodes(scope, value, value, output);
    for (const use of scope.uses.get(value) ?? []) take(use, output);
    this.front(scope, nodes);
  }

  private addWeight({ scope, value, isNamed }: ChosenValue, node: Node, operand: number | undefined): void {
    const weight = operand === undefined ? undefined : node.inputs[operand];
    if (!weight) {
      this.skip(isNamed, scope, value, `${operatorOf(node)} has no weights that ${this.config.variant} drops`);
      return;
    }
    const found = lookup(scope, weight)!;
    const taken = this.takenAt(found.at, weight);
    if (taken?.isMade && !isNamed) {
      this.skip(isNamed, scope, taken.value, 'These weights have dropout of this package already');
      return;
    }
    if (!this.fits({ value: weight, isNamed }, scope, weight)) return;
    const known = this.weights.get(scope) ?? new Map<string, string>();
    this.weights.set(scope, known);
    const output = known.get(weight) ?? this.writer.fresh();
    if (!known.has(weight)) {
      known.set(weight, output);
      const nodes = this.nodes(scope, weight, weight, output);
      const maker = found.at === scope ? found.definition.node : undefined;
      if (maker) this.put(maker, [...(this.replacements.get(maker) ?? [maker]), ...nodes]);
      else this.front(scope, nodes);
    }
    take({ node, input: operand!, scope }, output);
  }

  private nodes(scope: IndexedScope, name: string, input: string, output: string): readonly Node[] {
    const known = this.known(scope, name);
    const isShapeSure = lookup(scope, name)?.definition.kind === 'initializer';
    this.count++;
    return this.writer.site({ name, scope, config: drawnAs(this.config, known), input, output, known, isShapeSure });
  }

  private known(scope: IndexedScope, value: string): Known {
    const { element, shape } = typeOf(this.writer.types, scope, value);
    return { element: element || this.element, shape };
  }

  /** Whether dropout can follow the value; a place that was named must do. */
  private fits({ isNamed }: Pick<ChosenValue, 'isNamed' | 'value'>, scope: IndexedScope, value: string): boolean {
    if (isInFunction(scope)) {
      const reason = 'It is in a function of the model, which does not see seed and step; inline functions first';
      return this.skip(isNamed, scope, value, reason);
    }
    const { element } = this.known(scope, value);
    if (SiteWriter.typeOf({ element, shape: null }) !== undefined) return true;
    const reason =
      element === 0 ? 'Its element type is not known; say options.dtype' : `It is ${elementTypeName(element)}, not float`;
    return this.skip(isNamed, scope, value, reason);
  }

  private skip(isNamed: boolean, scope: IndexedScope, value: string, reason: string): false {
    if (isNamed) throw rangeError('insert', 'sites', 'a place that dropout can follow', JSON.stringify(value), `${reason}.`);
    this.skipped.push({ value, scope: this.writer.pathOf(scope), reason });
    return false;
  }

  private front(scope: IndexedScope, nodes: readonly Node[]): void {
    const [first] = scope.nodes;
    if (!scope.parent || !first) this.writer.front.push(...nodes);
    else this.put(first, [...nodes, ...(this.replacements.get(first) ?? [first])]);
  }

  private put(node: Node, nodes: readonly Node[]): void {
    this.replacements.set(node, nodes);
  }
}

function reasonOf({ value, isMade }: TakenPlace, asked: string): string {
  if (isMade && value === asked) return 'It is inside of dropout of this package';
  return `Dropout of this package is there already; name the value, ${JSON.stringify(value)}, to drop from it once more`;
}

/**
 * ONNX stores recurrent weights as [directions, gates * hidden, hidden], where weightDrop of core knows one matrix: one decision for each weight
 * all the same, which is dropConnect.
 */
function drawnAs(config: DropoutConfig, { shape }: Known): DropoutConfig {
  return config.variant === 'weightDrop' && shape?.length !== 2 ? { ...config, variant: 'dropConnect' } : config;
}

function take({ node, input }: Use, name: string): void {
  node.inputs = node.inputs.map((old, i) => (i === input ? name : old));
}
