// The options of convertDropout, checked before anything is made.
import { layers as tf } from '@tensorflow/tfjs-layers';
import { checkOptions, rangeError, show, typeError } from '../check.js';
import { parseSeed, randomSeed, type Seed } from '../layers/seed.js';
import type { LayerSite } from './layer-spec.js';

type Layer = tf.Layer;

/** Where new dropout goes, and which. */
export interface InsertRule {
  /** A layer's name or path, a class (`Conv2D`, as `getClassName` gives it), or a test of every layer that no wrapper holds. */
  readonly after: string | { readonly className: string } | ((site: LayerSite) => boolean);
  /** Makes the layer. Give it a name of its own, `${site.name}_dropout` say: its stream comes from it. */
  readonly layer: (site: LayerSite) => Layer;
}

/** How to convert. */
export interface ConvertOptions {
  /**
   * Seed of the layers that take the place of tfjs' own. Default: what those have, else one fresh random seed for all.
   * Layers that `replace` and `insert` make have the seeds that these give.
   */
  readonly seed?: Seed;
  /**
   * Another variant in place of a dropout layer, of tfjs or of this package: a new layer, `keep` to leave it alone, nothing for the
   * default. Give the new layer the name of the old one, and it keeps its stream.
   */
  readonly replace?: (site: LayerSite) => Layer | 'keep' | undefined;
  /** Dropout after layers that had none. A rule that fits no layer is an error. */
  readonly insert?: readonly InsertRule[];
}

const OPERATION = 'convertDropout';

/** Options with their defaults. `seed` is there if it was given, `freshSeed` always. */
export function checkConvertOptions(options: ConvertOptions) {
  checkOptions(OPERATION, options, ['seed', 'replace', 'insert']);
  const { seed, replace, insert = [] } = options;
  if (replace !== undefined && typeof replace !== 'function') throw typeError(OPERATION, 'replace', 'a function', show(replace));
  if (!Array.isArray(insert)) throw typeError(OPERATION, 'insert', 'an array of rules', show(insert));
  insert.forEach(checkRule);
  return {
    seed: seed === undefined ? undefined : parseSeed(OPERATION, seed),
    freshSeed: randomSeed(),
    replace,
    insert: insert as readonly InsertRule[],
  };
}

function checkRule(rule: InsertRule, i: number): void {
  checkOptions(`${OPERATION}: insert[${i}]`, rule, ['after', 'layer']);
  const { after, layer } = rule;
  const expected = 'a name, { className } or a function';
  if (typeof after !== 'string' && typeof after !== 'function' && typeof after?.className !== 'string') {
    throw typeError(OPERATION, `insert[${i}].after`, expected, show(after));
  }
  if (typeof layer !== 'function') throw typeError(OPERATION, `insert[${i}].layer`, 'a function', show(layer));
}

/** Whether a rule means a layer. */
export function fits({ after }: InsertRule, site: LayerSite): boolean {
  if (typeof after === 'string') return after === site.name || after === site.path;
  return typeof after === 'function' ? after(site) : after.className === site.className;
}

/** Throws unless every rule was of use. */
export function checkUsed(rules: readonly InsertRule[], used: ReadonlySet<InsertRule>): void {
  const unused = rules.findIndex((rule) => !used.has(rule));
  if (unused < 0) return;
  const { after } = rules[unused];
  const got = typeof after === 'object' ? show(after.className) : show(after);
  throw rangeError(OPERATION, `insert[${unused}].after`, 'a layer of the model', `${got}, which fits none`);
}

/** A layer that a callback made, which must not stand anywhere yet. */
export function checkNewLayer(field: string, layer: unknown): Layer {
  if (!(layer instanceof tf.Layer)) throw typeError(OPERATION, field, 'a function that makes a layer', `${show(layer)} from it`);
  if (layer.inboundNodes.length === 0 && !layer.built) return layer;
  throw rangeError(OPERATION, field, 'a new layer from each call', `"${layer.name}", which is in use already`);
}
