// Changes a model so that one run computes T samples, as the walk has found it: sites draw T masks, what all samples share is copied where
// it meets what they do not, outputs get an axis of samples.
import type { IndexedScope } from '../graph/graph-index.js';
import { createNames, freePrefix, type Names } from '../graph/names.js';
import { type Body, TYPE, valueInfo } from '../mask-graph/body.js';
import { DOMAIN_NAME } from '../mask-graph/local-function.js';
import { MaskGraph } from '../mask-graph/mask-graph.js';
import type { SiteType } from '../mask-graph/masked-site.js';
import { severalSamples } from '../mask-graph/several-samples.js';
import type { Model } from '../model/model.js';
import type { Node } from '../model/node.js';
import type { Dimension } from '../model/value-info.js';
import type { Message } from '../wire/message.js';
import { appendOutput } from './append-outputs.js';
import { changedInput } from './copies.js';
import type { Drawing, DrawingSite } from './drawing-sites.js';
import type { MonteCarloOptions, MonteCarloReport } from './options.js';
import { type OutputPlan, planOutputs } from './output-plan.js';
import { COMMON } from './sample-state.js';
import { siteShape } from './site-shape.js';
import { appendSteps } from './steps.js';
import type { Walk } from './walk.js';

/** A model that can be tiled. */
export interface Tileable {
  readonly model: Model;
  readonly scopes: readonly IndexedScope[];
  readonly drawing: Drawing;
  readonly walk: Walk;
}

/** Changes the model and says what was done; `prefix` starts all new names but those of inputs and outputs. */
export function tileModel(tileable: Tileable, options: MonteCarloOptions): { report: MonteCarloReport; prefix: string } {
  const tiling = new Tiling(tileable, options);
  return { report: tiling.carryOut(), prefix: tiling.prefix };
}

class Tiling {
  readonly prefix: string;
  private readonly names: Names;
  private readonly outputs: readonly OutputPlan[];
  /** The input that says how many samples there are. */
  private readonly input: string | undefined;
  private readonly graph: MaskGraph;
  /** What has to be there before all other nodes. */
  private readonly front: Body;
  /** int64[1], the number of samples. */
  private readonly count: string;
  /** New names of values whose names outputs need. */
  private readonly renamed: ReadonlyMap<string, string>;
  private readonly copied = new Map<string, string>();

  constructor(
    private readonly given: Tileable,
    private readonly options: MonteCarloOptions,
  ) {
    const { model, scopes, drawing, walk } = given;
    this.names = createNames(scopes);
    this.outputs = planOutputs(scopes[0]!, this.names, (name) => walk.facts.element(name), options);
    this.prefix = freePrefix(scopes, 'mc');
    const step = `${this.prefix}_steps`;
    const address = { seed: drawing.address.seed, step };
    this.graph = new MaskGraph({ opset: model.opsets.get('') ?? 1, prefix: this.prefix, ...address });
    this.front = this.graph.site();
    const { samples } = options;
    this.input = samples === undefined ? this.names.fresh('samples') : undefined;
    this.count = this.input ? this.front.op('Reshape', [this.input, this.front.int64([1])]) : this.front.int64([samples!]);
    appendSteps(this.front, { step: drawing.address.step, count: this.count, output: step });
    this.renamed = new Map(this.outputs.map(({ name }) => [name, this.front.names.fresh()]));
  }

  carryOut(): MonteCarloReport {
    const { model, scopes, drawing } = this.given;
    const { message } = model.graph;
    this.renameAll(scopes);
    const sites = new Map([...drawing.sites].map(([node, site]) => [node, this.siteNodes(site)]));
    scopes[0]!.scope.rewrite((node) => sites.get(node) ?? (drawing.nodes.has(node) ? [] : [...this.copiesFor(node), node]));
    for (const tensor of scopes[0]!.scope.initializers) if (drawing.tensors.has(tensor.name)) message.remove(tensor.message);
    const report = this.addOutputs();
    for (const [i, node] of [...this.front.nodes, ...this.graph.nodes].entries()) message.add('node', node.message, i);
    for (const tensor of this.graph.initializers) message.add('initializer', tensor.message);
    if (this.input) message.add('input', valueInfo(this.input, TYPE.int64, []));
    this.addFunctions();
    this.forget(message);
    return { address: drawing.address, samples: this.input ?? this.options.samples!, outputs: report };
  }

  /** Values behind outputs give their names to the outputs. */
  private renameAll(scopes: readonly IndexedScope[]): void {
    const [graph] = scopes as [IndexedScope];
    for (const [from, to] of this.renamed) {
      const { node } = graph.definitions.get(from)!;
      node!.outputs = node!.outputs.map((name) => (name === from ? to : name));
      for (const use of graph.uses.get(from) ?? [])
        use.node.inputs = use.node.inputs.map((name, i) => (i === use.input ? to : name));
    }
  }

  private siteNodes({ input, output, stream, config, mask }: DrawingSite): readonly Node[] {
    const { states, facts } = this.given.walk;
    const state = states.get(input) ?? COMMON;
    const dims = facts.of(input).dims ?? facts.of(output).dims;
    const rank = state.kind === 'stacked' ? state.rank : (dims?.length ?? null);
    const { shape } = siteShape(config, rank === null ? null : (dims ?? new Array<null>(rank).fill(null)));
    const { nodes } = severalSamples(this.graph, config, {
      input: this.nameNow(input),
      output: this.nameNow(output),
      shape,
      type: (facts.element(output) || facts.element(input)) as SiteType,
      stream,
      count: this.count,
      isSampled: state.kind === 'stacked',
      mask: mask === undefined ? undefined : this.nameNow(mask),
    });
    return nodes;
  }

  /** Changes inputs of a node to copies; gives the nodes of those that are new. */
  private copiesFor(node: Node): readonly Node[] {
    const changes = this.given.walk.changes.get(node) ?? [];
    const body = this.graph.site();
    for (const { input, kind, axis } of changes) {
      const value = node.inputs[input]!;
      const key = `${kind} ${axis} ${value}`;
      const rank = this.given.walk.facts.of(this.nameBefore(value)).dims?.length ?? null;
      const known = this.copied.get(key);
      const copy = known ?? changedInput(body, this.count, { kind, axis, value, rank });
      this.copied.set(key, copy);
      node.inputs = node.inputs.map((name, i) => (i === input ? copy : name));
    }
    return body.nodes;
  }

  private addOutputs() {
    const { message } = this.given.model.graph;
    const body = this.graph.site();
    const size: Dimension = this.options.samples ?? this.input!;
    const made = this.outputs.map((plan) => {
      const state = this.given.walk.states.get(plan.name) ?? COMMON;
      return { plan, ...appendOutput(body, plan, { value: this.nameNow(plan.name), state, count: this.count, size }) };
    });
    for (const node of body.nodes) message.add('node', node.message);
    const infos = new Map<Message, Message>(made.map(({ plan, infos: [own] }) => [plan.info, own!]));
    message.replaceEach('output', (info) => [infos.get(info) ?? info]);
    for (const { infos: all } of made) for (const info of all.slice(1)) message.add('output', info);
    return made.map(({ report }) => report);
  }

  private addFunctions(): void {
    const { message, functions } = this.given.model;
    const own = functions.filter((fn) => fn.message.text('domain') === DOMAIN_NAME);
    const known = new Set(own.map((fn) => fn.message.text('name')));
    for (const fn of this.graph.functions) if (!known.has(fn.text('name'))) message.add('functions', fn);
  }

  /** What was declared of values that have all samples is not true any more. */
  private forget(graph: Message): void {
    const { states } = this.given.walk;
    for (const info of graph.messages('value_info')) {
      const name = info.text('name');
      if (this.renamed.has(name) || (states.get(name) ?? COMMON).kind !== 'common') graph.remove(info);
    }
  }

  private nameNow(name: string): string {
    return this.renamed.get(name) ?? name;
  }

  private nameBefore(name: string): string {
    for (const [from, to] of this.renamed) if (to === name) return from;
    return name;
  }
}
