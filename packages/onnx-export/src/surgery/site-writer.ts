// Puts dropout sites into a model: nodes for each, and once for all of them inputs, functions, constants and the record for strip.
import { type DropoutConfig, errorText, operandsOf, UnsupportedError } from '@dropkit/core';
import { UpgradeError } from '../errors.js';
import { checkGraph } from '../graph/check-graph.js';
import { type IndexedScope, indexModel } from '../graph/graph-index.js';
import { inferTypes, type Known, type KnownTypes } from '../graph/infer-types.js';
import { createNames, freePrefix, type Names } from '../graph/names.js';
import { TYPE, valueInfo } from '../mask-graph/body.js';
import { DOMAIN_NAME, DOMAIN_VERSION, opsetImport } from '../mask-graph/local-function.js';
import { MaskGraph } from '../mask-graph/mask-graph.js';
import { type MaskedSite, maskedSite, type SiteType } from '../mask-graph/masked-site.js';
import { symbolicPlan } from '../mask-graph/symbolic-plan.js';
import { elementTypeName } from '../model/element-type.js';
import { Node } from '../model/node.js';
import type { Dimension } from '../model/value-info.js';
import type { Message } from '../wire/message.js';
import { madeName, type RecordedSite } from './listed-sites.js';
import { isKnownAt, type Prepared } from './prepare.js';
import { addRecord, type EditRecord, recordsOf } from './record.js';
import type { EditReport, SiteReport } from './report.js';
import type { ChosenValue } from './site-choice.js';
import { SiteStreams, type Streams } from './streams.js';

/** What a site is to be. */
export interface SiteRequest {
  /** Its name, from which its stream follows. */
  readonly name: string;
  readonly scope: IndexedScope;
  readonly config: DropoutConfig;
  /** What is dropped, and what the result is called; `input` may be a name that the caller is about to give. */
  readonly input: string;
  readonly output: string;
  /** What is known of the input. */
  readonly known: Known;
  /** Whether the shape is sure: that of a stored tensor. What files declare may be wrong, and is used only where a variant needs it. */
  readonly isShapeSure?: boolean;
  /** Gives what is kept this name, in the shape of the input. */
  readonly mask?: string;
}

/** The element types of sites by their number. */
const SITE_TYPES: ReadonlySet<number> = new Set([TYPE.float, TYPE.double, TYPE.float16]);

/** One edit of one model. */
export class SiteWriter {
  readonly scopes: readonly IndexedScope[];
  readonly types: KnownTypes;
  readonly names: Names;
  /** Starts all new names. */
  readonly prefix: string;
  /** Nodes that belong in front of all others of the graph, behind those that sites share. */
  readonly front: Node[] = [];
  private readonly graph: MaskGraph;
  private readonly address: { readonly seed: string; readonly step: string };
  private readonly isFirst: boolean;
  private readonly streams: SiteStreams;
  private readonly inputs: Message[] = [];
  private readonly sites: RecordedSite[] = [];
  private count = 0;
  private readonly reports: SiteReport[] = [];

  constructor(
    private readonly operation: EditRecord['operation'],
    private readonly prepared: Prepared,
    streams: Streams,
  ) {
    const records = recordsOf(prepared.model);
    this.scopes = indexModel(prepared.model);
    this.types = inferTypes(this.scopes);
    this.names = createNames(this.scopes);
    this.prefix = freePrefix(this.scopes, 'dk'); // short, since each site has some twenty names
    this.streams = new SiteStreams(streams, records);
    const inputs = prepared.model.graph.inputs;
    const isThere = ({ address }: EditRecord) => address && inputs.includes(address.seed) && inputs.includes(address.step);
    const known = records.find(isThere)?.address;
    this.isFirst = known === undefined;
    this.address = known ?? this.newAddress();
    this.graph = new MaskGraph({ opset: prepared.opset, prefix: this.prefix, operation, ...this.address });
  }

  /** The number of the element type if values of it can be dropped from. */
  static typeOf({ element }: Known): SiteType | undefined {
    return SITE_TYPES.has(element) ? (element as SiteType) : undefined;
  }

  /** The values that were chosen, as they are in the upgraded model. */
  get chosen(): ChosenValue[] {
    return this.prepared.chosen.map(({ scope: number, value, isNamed }) => {
      const scope = this.scopes[number]!;
      return { scope, value, isNamed, node: scope.definitions.get(value)?.node };
    });
  }

  /** Where a scope is in the model that was given. */
  pathOf(scope: IndexedScope): string {
    return this.prepared.paths[this.scopes.indexOf(scope)]!;
  }

  /** A new name for what a site takes or gives. The names of masked sites have no second underscore. */
  fresh(): string {
    return madeName(this.prefix, this.count++);
  }

  /** Makes the nodes of a site; where they go is the caller's business. */
  site(request: SiteRequest): readonly Node[] {
    const { name, scope, input, output, known, mask } = request;
    const { stream, name: streamName } = this.streams.of(name);
    const { mode } = this.prepared;
    const maskInput = mode === 'rng' ? undefined : this.names.fresh(`${name}_mask`);
    const kept = mask && this.fresh();
    const made = this.made(request, stream, maskInput, kept);
    const nodes = [...made.nodes, ...(kept ? this.expanded(kept, input, mask) : [])];
    this.checkOpset(nodes);
    const isAsked = maskInput !== undefined && made.usesMask;
    if (isAsked) this.inputs.push(this.maskInfo(maskInput, made));
    const where = { scope: this.pathOf(scope), element: known.element };
    this.sites.push({ input, output, stream, config: request.config, ...where, ...(mask ? { mask } : {}) });
    this.reports.push({
      name: streamName,
      value: name,
      scope: this.pathOf(scope),
      stream,
      config: request.config,
      elementType: elementTypeName(known.element),
      maskShape: made.maskShape,
      maskInput: isAsked ? maskInput : null,
    });
    return nodes;
  }

  /** Puts what sites share into the model, and the record; the nodes of sites are in their places by now. */
  finish(original: Uint8Array): Omit<EditReport, 'skipped' | 'unusedInputs'> {
    const { model, mode, before, opset, problems } = this.prepared;
    const { message } = model.graph;
    this.streams.checkUsed(
      this.operation,
      this.reports.map(({ value }) => value),
    );
    message.addAll(
      'node',
      [...this.graph.nodes, ...this.front].map((node) => node.message),
      0,
    );
    message.addAll(
      'initializer',
      this.graph.initializers.map((tensor) => tensor.message),
    );
    if (mode === 'rng' && this.isFirst) this.inputs.unshift(...addressInputs(this.address));
    message.addAll('input', this.inputs);
    this.addFunctions();
    checkGraph(indexModel(model));
    const inputs = this.inputs.map((info) => info.text('name'));
    addRecord(model, original, this.record(inputs));
    const versions = {
      opset: { before: before.opset, after: opset },
      irVersion: { before: before.irVersion, after: model.irVersion },
    };
    const address = mode === 'rng' ? this.address : null;
    return { mode, address, newInputs: inputs, sites: this.reports, ...versions, upgradeProblems: problems };
  }

  private record(inputs: string[]): EditRecord {
    const address = this.prepared.mode === 'rng' ? { address: this.address, inputs: Object.values(this.address) } : { inputs };
    return { operation: this.operation, prefix: this.prefix, ...address, sites: this.sites };
  }

  private newAddress(): { seed: string; step: string } {
    return { seed: this.names.fresh('seed'), step: this.names.fresh('step') };
  }

  private made(request: SiteRequest, stream: number, maskInput: string | undefined, kept: string | undefined): MaskedSite {
    const { name, config, input, output, known } = request;
    const form = this.prepared.mode === 'packedMask' ? 'packed' : 'bool';
    try {
      const shape = shapeFor(request);
      if ('other' in operandsOf(symbolicPlan(config, shape, 'train', undefined, this.operation).plan))
        throw this.needsSecond(config);
      return maskedSite(this.graph, config, {
        input,
        output,
        shape,
        type: known.element as SiteType,
        stream,
        ...(maskInput === undefined ? {} : { mask: { name: maskInput, form } }),
        ...(kept === undefined ? {} : { kept }),
      });
    } catch (error) {
      throw atSite(error, name);
    }
  }

  private needsSecond({ variant }: DropoutConfig): UnsupportedError {
    const advice = 'Choose a variant that changes one value.';
    return new UnsupportedError(errorText('onnx-export', this.operation, 'config', 'a variant with one input', variant, advice));
  }

  private expanded(kept: string, input: string, mask: string): Node[] {
    const shape = this.fresh();
    return [
      Node.create({ op: 'Shape', inputs: [input], outputs: [shape] }),
      Node.create({ op: 'Expand', inputs: [kept, shape], outputs: [mask] }),
    ];
  }

  private maskInfo(name: string, { maskShape }: MaskedSite): Message {
    if (this.prepared.mode === 'packedMask') return valueInfo(name, TYPE.uint32, [null]);
    return valueInfo(name, TYPE.bool, maskShape ?? undefined);
  }

  private checkOpset(nodes: readonly Node[]): void {
    const { opset, problems } = this.prepared;
    if (problems.length === 0) return;
    const isNew = (op: string) => !isKnownAt(op, opset);
    if (this.graph.functions.length > 0 || nodes.some(({ op }) => isNew(op))) throw new UpgradeError(opset, problems);
  }

  private addFunctions(): void {
    const { message, functions } = this.prepared.model;
    const own = functions.filter((fn) => fn.message.text('domain') === DOMAIN_NAME);
    const known = new Set(own.map((fn) => fn.message.text('name')));
    for (const fn of this.graph.functions) if (!known.has(fn.text('name'))) message.add('functions', fn);
    if (this.graph.functions.length > 0 && !this.prepared.model.opsets.has(DOMAIN_NAME))
      message.add('opset_import', opsetImport(DOMAIN_NAME, DOMAIN_VERSION));
  }
}

function addressInputs({ seed, step }: { readonly seed: string; readonly step: string }): Message[] {
  return [valueInfo(seed, TYPE.uint64, []), valueInfo(step, TYPE.uint32, [])];
}

/** Sizes are taken at run time where the variant lets them: those that a file declares are not always true. */
function shapeFor({ config, known: { shape }, isShapeSure }: SiteRequest): readonly Dimension[] | null {
  if (shape === null || isShapeSure) return shape;
  const open = shape.map((size) => (typeof size === 'number' ? null : size));
  try {
    symbolicPlan(config, open, 'train');
    return open;
  } catch (error) {
    if (error instanceof RangeError) return shape;
    throw error;
  }
}

/** The same error, with the site that it is about. */
function atSite(error: unknown, name: string): unknown {
  const text = error instanceof Error ? error.message : '';
  const message = `${text} (site ${JSON.stringify(name)})`;
  if (error instanceof RangeError) return new RangeError(message, { cause: error });
  return error instanceof UnsupportedError ? new UnsupportedError(message, { cause: error }) : error;
}
