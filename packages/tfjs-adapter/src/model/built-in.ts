// The dropout of tfjs itself, class by class: how a layer of ours with its arguments is made, and how it is switched off.
// To convert another class, add its line here.
import { layers as tf } from '@tensorflow/tfjs-layers';
import { AlphaDropout } from '../layers/alpha-dropout.js';
import { noiseShapeObstacle, rateObstacle } from '../layers/built-in-rules.js';
import { Dropout } from '../layers/dropout.js';
import { GaussianDropout } from '../layers/noise-dropout.js';
import type { Seed } from '../layers/seed.js';
import { SpatialDropout1D } from '../layers/spatial-dropout.js';
import { DropoutBidirectional } from '../recurrent/bidirectional.js';
import { DropoutRNN } from '../recurrent/rnn.js';
import { VariationalCell } from '../recurrent/variational-cell.js';
import type { LayerSite, LayerSpec } from './layer-spec.js';

type Layer = tf.Layer;
type Config = Readonly<Record<string, unknown>>;

/** What the conversion decides for every new layer. */
export interface NewAddress {
  readonly seed: Seed;
  readonly stream: number | string;
}

/** One class of tfjs that drops. */
interface BuiltIn {
  /** The rates in a layer's arguments; a layer whose rates are all 0 drops nothing. */
  readonly rates: readonly string[];
  /** The argument that holds the layer whose rates these are; default: the layer itself. */
  readonly holder?: string;
  /** Our layer in its place, or the reason why there is none. */
  readonly replace: (config: Config, address: NewAddress, layer?: Layer) => Layer | string;
}

const RATE = ['rate'];
const RECURRENT = ['dropout', 'recurrentDropout'];

const dropoutLayer = (
  layerClass: new (args: never) => Layer,
  optionNames: readonly string[] = [],
  obstacle: (layer?: Layer) => string | undefined = () => undefined,
): BuiltIn => ({
  rates: RATE,
  replace: (config, address, layer) => {
    const reason = obstacle(layer) ?? rateObstacle(config.rate);
    return reason ?? new layerClass({ ...pick(config, [...BASE, ...optionNames]), ...address } as never);
  },
});

/** A recurrent layer becomes one with our cell around tfjs' own: a mask for each gate, the same at all time steps. */
const recurrentLayer = (makeCell: (args: never) => Layer): BuiltIn => ({
  rates: RECURRENT,
  replace: (config, address) => {
    const { dropout = 0, recurrentDropout = 0, batchInputShape: _, ...others } = config as RecurrentConfig;
    const reason = rateObstacle(dropout) ?? rateObstacle(recurrentDropout);
    if (reason) return reason;
    const name = `${config.name}_cell`;
    const cell = makeCell({ ...others, name: `${name}_inner` } as never);
    const dropping = new VariationalCell({ cell, rate: dropout, recurrentRate: recurrentDropout, ...address, name });
    return new DropoutRNN({ ...pick(config, RNN_ARGS), cell: dropping } as never);
  },
});

interface RecurrentConfig {
  readonly dropout?: number;
  readonly recurrentDropout?: number;
  readonly batchInputShape?: unknown;
}

/** tfjs makes two layers of one and saves that one: masks of both directions would be equal, and training steps be lost. */
const bothDirections: BuiltIn = {
  rates: RECURRENT,
  holder: 'layer',
  replace: (config, address) => {
    const { className, config: inner } = config.layer as LayerSpec;
    const named = { ...inner, name: `forward_${inner.name}` }; // as tfjs names its copies, and their weights
    const layer = BUILT_IN[className].replace(named, address);
    if (typeof layer === 'string') return layer;
    return new DropoutBidirectional({ ...pick(config, [...LAYER_ARGS, 'mergeMode']), layer } as never);
  },
};

const LAYER_ARGS = ['name', 'trainable', 'batchInputShape', 'dtype'];
const RNN_ARGS = [...LAYER_ARGS, ...['returnSequences', 'returnState', 'goBackwards', 'stateful', 'unroll']];

const withoutCounterpart: BuiltIn = {
  rates: RECURRENT,
  replace: () => 'has no counterpart here: replace the layer that holds it, or insert dropout after it',
};

/** Arguments that every layer has. */
const BASE = ['name', 'trainable', 'batchInputShape', 'dtype', 'rate'];

/** Made by a function so that bundlers can leave it out. */
const BUILT_IN: Readonly<Record<string, BuiltIn>> = /* @__PURE__ */ (() => ({
  Dropout: dropoutLayer(Dropout, ['noiseShape']),
  SpatialDropout1D: dropoutLayer(SpatialDropout1D),
  GaussianDropout: dropoutLayer(GaussianDropout),
  AlphaDropout: dropoutLayer(AlphaDropout, [], alphaObstacle),
  SimpleRNN: recurrentLayer(tf.simpleRNNCell),
  GRU: recurrentLayer(tf.gruCell),
  LSTM: recurrentLayer(tf.lstmCell),
  Bidirectional: bothDirections,
  ConvLSTM2D: withoutCounterpart,
  SimpleRNNCell: withoutCounterpart,
  GRUCell: withoutCounterpart,
  LSTMCell: withoutCounterpart,
  ConvLSTM2DCell: withoutCounterpart,
}))();

/** The table's line for a layer that drops, or may once its rate is set. Recurrent layers without dropout are none. */
export function builtInDropout({ className, config }: LayerSpec): BuiltIn | undefined {
  const entry = Object.hasOwn(BUILT_IN, className) ? BUILT_IN[className] : undefined;
  if (!entry || entry.rates === RATE) return entry;
  const { [entry.holder ?? '']: held } = config as Record<string, LayerSpec | undefined>;
  if (entry.holder !== undefined) return held && builtInDropout(held) && entry;
  return entry.rates.some((name) => isPositive(config[name])) ? entry : undefined;
}

/** Whether tfjs' own dropout in a layer ever drops. */
export function drops(spec: LayerSpec): boolean {
  return builtInDropout(spec)?.rates.some((name) => isPositive(spec.config[name])) ?? false;
}

/** A layer's arguments with its dropout off; undefined for layers that are nothing but dropout. */
export function withoutDropout({ config }: LayerSpec, { rates }: BuiltIn): Config | undefined {
  return rates === RATE ? undefined : { ...config, ...Object.fromEntries(rates.map((name) => [name, 0])) };
}

/** The class and what it drops, for reports; of a recurrent layer what its cell drops. */
export function describeSpec({ className, config }: LayerSpec | LayerSite): string {
  const { cell } = config as { cell?: LayerSpec };
  const named = { ...cell?.config, ...config };
  const rates = RATE_NAMES.filter((name) => typeof named[name] === 'number').map((name) => `${name} ${named[name]}`);
  return rates.length === 0 ? className : `${className}(${rates.join(', ')})`;
}

const RATE_NAMES = ['rate', 'recurrentRate', 'cellRate', 'dropout', 'recurrentDropout'];

/** tfjs keeps the noise shape of alpha dropout in the layer, and never saves it. */
function alphaObstacle(layer?: Layer): string | undefined {
  return noiseShapeObstacle((layer as { noiseShape?: unknown } | undefined)?.noiseShape);
}

function pick(config: Config, names: readonly string[]): Config {
  return Object.fromEntries(Object.entries(config).filter(([name, value]) => names.includes(name) && value != null));
}

function isPositive(rate: unknown): boolean {
  return typeof rate === 'number' && rate > 0;
}
