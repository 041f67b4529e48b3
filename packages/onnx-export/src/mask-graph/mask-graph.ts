// What all dropout sites of a graph share: the functions, the constants, and what is computed once from seed and step.
import type { Node } from '../model/node.js';
import type { Tensor } from '../model/tensor.js';
import type { Message } from '../wire/message.js';
import { Body, type ElementType, names, TYPE } from './body.js';
import { DROPPED_FROM_INPUTS, DROPPED_INPUTS, droppedFromFunction, droppedFunction } from './dropped-function.js';
import { DOMAIN_NAME } from './local-function.js';
import { bitsFunction, NUMBER_INPUTS, normalsFunction, uniformsFunction } from './number-functions.js';
import { type Source, source } from './philox.js';
import { byteTable } from './unpack.js';
import { UNPACKED_INPUTS, unpackedFunction } from './unpacked-function.js';

const FUNCTIONS = {
  Dropped: { inputs: DROPPED_INPUTS, create: droppedFunction },
  DroppedFrom: { inputs: DROPPED_FROM_INPUTS, create: droppedFromFunction },
  Bits: { inputs: NUMBER_INPUTS, create: bitsFunction },
  Uniforms: { inputs: NUMBER_INPUTS, create: uniformsFunction },
  Normals: { inputs: NUMBER_INPUTS, create: normalsFunction },
  Unpacked: { inputs: UNPACKED_INPUTS, create: unpackedFunction },
} as const;

type FunctionName = keyof typeof FUNCTIONS;
type InputName<F extends FunctionName> = (typeof FUNCTIONS)[F]['inputs'][number];

/** Names of a graph's inputs for the address, and how values are named. */
export interface MaskGraphOptions {
  /** Version of ONNX's operators in the model, at least LEAST_OPSET. */
  readonly opset: number;
  /** Starts the names of all values; nothing else in the graph has names that start with it. Default `dk_`. */
  readonly prefix?: string;
  /** Name of the value that is the seed: uint64, a scalar. Default `seed`. */
  readonly seed?: string;
  /** What errors call the operation. Default `exportVariant`. */
  readonly operation?: string;
  /** Name of the value that is the step: uint32, a scalar, or a vector whose steps are drawn one after another. Default `step`. */
  readonly step?: string;
}

/**
 * Collects what dropout sites need around them. After the last site, `nodes` go before all others of the graph, `initializers` into it, and
 * `functions` into the model, which imports DOMAIN_NAME at DOMAIN_VERSION if there are any.
 *
 * @example
 * const graph = new MaskGraph({ opset: 18 });
 * const { nodes, output } = maskedSite(graph, { variant: 'dropout', p: 0.1 }, { input: 'x', shape: ['N', 128], stream: 3 });
 */
export class MaskGraph {
  readonly opset: number;
  readonly operation: string;
  private readonly shared: Body;
  private readonly seed: string;
  private readonly step: string;
  private readonly used = new Map<FunctionName, Message>();
  private readonly sources = new Map<number, Source>();
  private known: { steps?: string; table?: string } = {};

  constructor({ opset, prefix = 'dk_', seed = 'seed', step = 'step', operation = 'exportVariant' }: MaskGraphOptions) {
    this.opset = opset;
    this.operation = operation;
    this.shared = new Body(names(prefix));
    this.seed = seed;
    this.step = step;
  }

  /** What is computed once; goes before all nodes of sites. */
  get nodes(): readonly Node[] {
    return this.shared.nodes;
  }

  /** Constants of all sites. */
  get initializers(): readonly Tensor[] {
    return this.shared.initializers;
  }

  /** FunctionProtos that were called. */
  get functions(): readonly Message[] {
    return [...this.used.values()];
  }

  /** An empty list of nodes for one site. */
  site(): Body {
    return this.shared.inner();
  }

  /** Calls a function of this package in a site. */
  call<F extends FunctionName>(site: Body, name: F, values: Readonly<Record<InputName<F>, string>>): string {
    const { inputs, create } = FUNCTIONS[name];
    if (!this.used.has(name)) this.used.set(name, create(this.opset));
    const given = inputs.map((input) => values[input as InputName<F>]);
    return site.ops(name, given, 1, {}, DOMAIN_NAME)[0]!;
  }

  /** The source of the graph's seed and steps at a second counter word. */
  source(word1: number): Source {
    const known = this.sources.get(word1);
    if (known) return known;
    const made = source(this.shared, this.seed, this.steps, word1);
    this.sources.set(word1, made);
    return made;
  }

  /** bool[256, 8]: the bits of each byte. */
  get byteTable(): string {
    this.known.table ??= byteTable(this.shared);
    return this.known.table;
  }

  /** uint64: the steps as a vector. */
  private get steps(): string {
    this.known.steps ??= this.vector(this.step, TYPE.uint64);
    return this.known.steps;
  }

  private vector(value: string, type: ElementType): string {
    const cast = this.shared.op('Cast', [value], { to: { i: type } });
    return this.shared.op('Reshape', [cast, this.shared.int64([-1])]);
  }
}
