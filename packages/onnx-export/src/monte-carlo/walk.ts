// Whether samples stay apart, and what has to be changed for it: a walk over the main graph from the inputs on. All is common to all samples
// until the first site draws; behind it each node needs a rule that says how samples go through it.
import type { DropoutConfig } from '@dropkit/core';
import type { TilingProblem } from '../errors.js';
import { constantOf, type IndexedScope } from '../graph/graph-index.js';
import type { Node } from '../model/node.js';
import { Scope } from '../model/scope.js';
import { declaredType, type ValueType } from '../model/value-info.js';
import { operatorOf } from '../surgery/site-choice.js';
import type { Drawing, DrawingSite } from './drawing-sites.js';
import { type Fact, Facts } from './facts.js';
import { namesTaken } from './names-taken.js';
import { canBeRenamed } from './output-plan.js';
import { NO_RANK, type Outcome, type Rule, type RulePlace } from './rule-place.js';
import { ARRANGE } from './rules/arrange.js';
import { ELEMENTWISE } from './rules/elementwise.js';
import { LAYERS } from './rules/layers.js';
import { sizesRule } from './rules/sizes.js';
import { COMMON, type State, stackedAlong, UNKNOWN } from './sample-state.js';
import { siteShape } from './site-shape.js';

/** A change of one input of a node. */
export interface InputChange {
  readonly input: number;
  /** T copies along an axis; `spread`: only where its size is not 1; `multiplyFirst`: the first entry of a shape. */
  readonly kind: 'stack' | 'spread' | 'multiplyFirst';
  readonly axis: number;
}

/** What the walk found. */
export interface Walk {
  readonly problems: readonly TilingProblem[];
  readonly states: ReadonlyMap<string, State>;
  readonly changes: ReadonlyMap<Node, readonly InputChange[]>;
  readonly facts: Facts;
}

const RULES: Readonly<Record<string, Rule>> = /* @__PURE__ */ (() => ({ ...ELEMENTWISE, ...LAYERS, ...ARRANGE }))();
const RANDOM = new Set(['Bernoulli', 'Multinomial', 'RandomNormal', 'RandomNormalLike', 'RandomUniform', 'RandomUniformLike']);
const NO_RULE = 'nothing is known about what it does with samples';

/** Walks over the main graph of a model. */
export function walk(scopes: readonly IndexedScope[], drawing: Drawing): Walk {
  const walker = new Walker(scopes, drawing);
  for (const node of inOrder(scopes[0]!)) walker.visit(node);
  walker.visitOutputs(scopes);
  for (const path of new Set(drawing.bodies))
    walker.problems.push({ place: path, op: '', reason: 'dropout inside of a body draws one sample only' });
  return walker;
}

class Walker implements Walk {
  readonly problems: TilingProblem[] = [];
  readonly states = new Map<string, State>();
  readonly changes = new Map<Node, InputChange[]>();
  readonly facts: Facts;
  private readonly graph: IndexedScope;
  /** Whether a function of the model draws, or a body in it: then any call may. */
  private readonly hasRandomFunction: boolean;

  constructor(
    scopes: readonly IndexedScope[],
    private readonly drawing: Drawing,
  ) {
    this.graph = scopes[0]!;
    this.facts = new Facts(scopes, this.graph);
    const functions = scopes.filter(({ scope }) => scope.kind === 'function');
    this.hasRandomFunction = functions.some((scope) => scope.nodes.some((node) => isRandom(scope, node)));
  }

  visit(node: Node): void {
    const site = this.drawing.sites.get(node);
    if (site) this.visitSite(node, site);
    else if (!this.drawing.nodes.has(node)) this.visitNode(node);
  }

  visitOutputs(scopes: readonly IndexedScope[]): void {
    const seen = new Set<string>();
    for (const info of this.graph.scope.message.messages('output')) {
      const name = info.text('name');
      const reason = seen.has(name) ? 'it is listed twice' : this.reasonAgainst(scopes, name, declaredType(info));
      if (reason) this.problems.push({ place: `output ${JSON.stringify(name)}`, op: '', reason });
      seen.add(name);
    }
  }

  private reasonAgainst(scopes: readonly IndexedScope[], name: string, { kind, element }: ValueType): string | undefined {
    if (!canBeRenamed(scopes, name)) return 'the output is an input, a stored tensor, or that of a body too';
    if (kind !== 'tensor' && kind !== 'unknown') return `it is no tensor but a ${kind}`;
    if (!element && !this.facts.element(name)) return 'its element type is not known; infer shapes first';
    return reasonAgainstOutput(this.stateOf(name));
  }

  private visitSite(node: Node, { input, output, mask, config }: DrawingSite): void {
    const state = this.stateOf(input);
    const dims = this.facts.of(input).dims ?? this.facts.of(output).dims;
    const rank = state.kind === 'stacked' ? state.rank : (dims?.length ?? null);
    const outcome = state.kind === 'unknown' ? state : this.outcomeOfSite(config, state, rank, dims);
    if (typeof outcome === 'string') this.problem(node, outcome);
    for (const name of mask === undefined ? [output] : [output, mask]) this.set(name, stateAt(outcome, 0));
  }

  private outcomeOfSite(config: DropoutConfig, state: State, rank: number | null, dims: Fact['dims']): State | string {
    if (state.kind === 'sizes') return 'it drops sizes';
    if (state.kind === 'stacked' && state.axis !== 0) return 'samples do not lie along the first axis of what it drops';
    const known = rank === null ? null : (dims ?? new Array<null>(rank).fill(null));
    try {
      if (!siteShape(config, known).isDrawing) return state;
      return rank === 0 ? 'it drops a single number, which has no batch axis' : stackedAlong(0, rank);
    } catch (error) {
      if (error instanceof RangeError)
        return `${config.variant} has to know more of the shape of what it drops; infer shapes first`;
      throw error;
    }
  }

  private visitNode(node: Node): void {
    this.facts.add(node);
    const outcome = this.outcome(node);
    if (typeof outcome === 'string') this.problem(node, outcome);
    for (const [i, name] of node.outputs.entries()) this.set(name, stateAt(outcome, i));
  }

  private outcome(node: Node): Outcome {
    if (isRandom(this.graph, node) || (node.domain !== '' && this.hasRandomFunction))
      return 'it draws numbers that no seed of dropout decides';
    const inner = [...namesTaken(node)].map((name) => this.stateOf(name));
    if (inner.some(({ kind }) => kind === 'unknown')) return UNKNOWN;
    if (inner.every(({ kind }) => kind === 'common')) return COMMON;
    if (node.bodies.length > 0) return 'its body takes a value that differs from sample to sample';
    const states = node.inputs.map((name) => this.stateOf(name));
    const own = sizesRule({ node, states }) ?? (Object.hasOwn(RULES, node.op) ? RULES[node.op] : undefined);
    if (node.domain !== '' || !own) return NO_RULE;
    return own(this.place(node, states));
  }

  private place(node: Node, states: readonly State[]): RulePlace {
    const changes: InputChange[] = [];
    this.changes.set(node, changes);
    const fact = (i: number) => this.facts.of(node.inputs[i] ?? '');
    const ask = (kind: InputChange['kind'], input: number, axis: number) => changes.push({ kind, input, axis });
    return {
      node,
      states,
      rank: (i) => rankIn(states[i], fact(i).dims),
      length: (i) => lengthIn(states[i], fact(i).dims),
      numbers: (i) => (states[i]?.kind === 'common' ? fact(i).numbers : undefined),
      stack: (i, axis) => ask('stack', i, axis),
      spread: (i, axis) => {
        const tensor = constantOf(this.graph, node.inputs[i] ?? '');
        if (tensor?.dims[axis] !== 1) ask('spread', i, axis);
      },
      multiplyFirst: (i) => ask('multiplyFirst', i, 0),
    };
  }

  private set(name: string, state: State): void {
    if (!name) return;
    this.states.set(name, state);
    if (state.kind === 'stacked' && state.rank !== null) this.facts.learn(name, state.rank);
  }

  private stateOf(name: string): State {
    return this.states.get(name) ?? COMMON;
  }

  private problem(node: Node, reason: string): void {
    const op = this.drawing.sites.has(node) ? '' : operatorOf(node);
    this.problems.push({ place: node.message.path, op, reason });
  }
}

function reasonAgainstOutput(state: State): string | undefined {
  if (state.kind === 'sizes') return 'it is made of the size of the batch';
  return state.kind === 'stacked' && state.axis > 0 && state.rank === null ? NO_RANK : undefined;
}

function stateAt(outcome: Outcome, i: number): State {
  if (typeof outcome === 'string') return UNKNOWN;
  return 'kind' in outcome ? outcome : (outcome[i] ?? UNKNOWN);
}

function rankIn(state: State | undefined, dims: readonly unknown[] | null): number | null {
  if (state?.kind === 'stacked') return state.rank;
  if (state?.kind === 'sizes') return state.length === 'scalar' ? 0 : 1;
  return dims?.length ?? null;
}

function lengthIn(state: State | undefined, dims: readonly (number | null)[] | null): number | null {
  if (state?.kind === 'sizes') return state.length === 'scalar' ? null : state.length;
  return dims?.length === 1 ? dims[0]! : null;
}

/** Whether it draws by itself, or its bodies do. */
function isRandom(scope: IndexedScope, node: Node): boolean {
  if (node.bodies.some((body) => new Scope(body, 'graph').nodes.some((inner) => isRandom(scope, inner)))) return true;
  if (node.domain !== '') return false;
  if (RANDOM.has(node.op)) return true;
  const [, , training] = node.inputs;
  return node.op === 'Dropout' && Boolean(training) && constantOf(scope, training!)?.flag !== false;
}

/** The nodes of a graph, each behind those that it needs, whatever their order in the file. */
function inOrder(scope: IndexedScope): Node[] {
  const done = new Set<Node>();
  for (const start of scope.nodes) {
    const open = [start];
    while (open.length > 0) {
      const node = open.at(-1)!;
      const needed = [...namesTaken(node)].map((name) => scope.definitions.get(name)?.node);
      const missing = done.has(node) ? [] : needed.filter((maker): maker is Node => maker !== undefined && !done.has(maker));
      if (missing.length > 0) open.push(...missing);
      else done.add(open.pop()!);
    }
  }
  return [...done];
}
