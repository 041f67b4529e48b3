// convertDropout: a model whose dropout is ours, beside the one it was made from.
import { streamId } from '@dropkit/core';
import type { LayersModel, Shape, layers as tf } from '@tensorflow/tfjs-layers';
import { rangeError } from '../check.js';
import { ownSeed } from '../layers/built-in-rules.js';
import { registerOwnLayers } from '../layers/register.js';
import { isDropoutSite, sitesWithin } from '../layers/sampling.js';
import { builtInDropout, describeSpec } from './built-in.js';
import { checkLayersModel } from './check-model.js';
import { refuseSharedMasks } from './check-streams.js';
import { type ConvertOptions, checkConvertOptions, checkNewLayer, checkUsed, fits, type InsertRule } from './convert-options.js';
import { type LayerSite, specOf } from './layer-spec.js';
import { dropsItself } from './ours.js';
import { type ModelEdit, rebuildModel } from './rebuild.js';
import { type ConversionReport, type ConversionSite, createReport } from './report.js';
import { createStreams } from './streams.js';

type Layer = tf.Layer;

/** A new model and what was done for it. */
export interface Conversion {
  readonly model: LayersModel;
  readonly report: ConversionReport;
}

const OPERATION = 'convertDropout';
const NOTES = ['The new model is not compiled: compile it to train it. Optimizer and its state stay with the original.'];

/**
 * Makes a model with layers of this package in place of tfjs' own dropout, with the same weights and predictions. Sequential, functional
 * and nested models, shared layers, wrappers and several inputs and outputs are kept as they are, and so are names, flags, regularisers
 * and constraints.
 *
 * The original stays as it is. Both models share the memory of their weights until one of them trains, which changes its own only; either
 * can be disposed. Layers inside wrappers and recurrent layers, cells, and your own initialisers and the like are made by name, so their
 * classes have to be registered with tfjs. States of stateful recurrent layers start anew.
 *
 * @param model any `tf.LayersModel`
 * @returns the new model, not compiled, and a report that says for each site what became of it and why: `console.log(`${report}`)`
 * @throws TypeError for what is no LayersModel (a graph model has no dropout left), TypeError or RangeError for bad options and for rules
 * that fit no layer, RangeError for two sites that would draw the same masks (see `checkStreams`). Nothing is changed or left behind then.
 * @example
 * const { model, report } = convertDropout(await tf.loadLayersModel(url), { seed: 42 });
 * const { mean, standardDeviation } = await mcPredict(model, x, { samples: 50 });
 * @example
 * // DropBlock after each convolution, spatial dropout in place of element dropout
 * convertDropout(model, {
 *   replace: ({ name, config }) => layers.spatialDropout2d({ rate: config.rate, name }),
 *   insert: [{ after: { className: 'Conv2D' }, layer: ({ name }) => layers.dropBlock2d({ rate: 0.1, blockSize: 3, name: `${name}_dropout` }) }],
 * });
 */
export function convertDropout(model: LayersModel, options: ConvertOptions = {}): Conversion {
  checkLayersModel(OPERATION, model);
  const { insert, ...choice } = checkConvertOptions(options);
  registerOwnLayers(); // wrappers make their layers by class name
  const sites: ConversionSite[] = [];
  const used = new Set<InsertRule>();
  const streams = createStreams(sitesWithin(model).map(({ stream }) => stream));
  const add = (site: LayerSite, action: ConversionSite['action'], to = '', reason = '') => {
    sites.push({ path: site.path, action, from: describeSpec(site), to, reason });
  };

  const replacement = (site: LayerSite): Layer | undefined => {
    const made = replacementFor(site, choice, streams);
    if (typeof made === 'string') add(site, 'left', '', made);
    else if (made) add(site, 'replaced', describeSpec(specOf(made)));
    return typeof made === 'string' ? undefined : made;
  };
  const inserted = (rule: InsertRule, site: LayerSite): Layer => {
    used.add(rule);
    const layer = checkNewLayer('insert', rule.layer(site));
    if (isDropoutSite(layer) && layer.stream === streamId(layer.name)) {
      (layer as { stream: number }).stream = streams.take(layer.name, `${site.path}/${layer.name}`);
    }
    sites.push({
      path: site.path.slice(0, -site.name.length) + layer.name,
      action: 'inserted',
      from: site.name,
      to: describeSpec(specOf(layer)),
      reason: '',
    });
    return layer;
  };

  const edit: ModelEdit = {
    operation: OPERATION,
    replace(site) {
      const layer = replacement(site);
      return layer && { kind: 'layer', layer };
    },
    replaceInner(site) {
      const layer = replacement(site);
      return layer && specOf(layer);
    },
    after: (site) => insert.filter((rule) => fits(rule, site)).map((rule) => inserted(rule, site)),
    done: () => checkUsed(insert, used),
  };
  const converted = rebuildModel(model, edit);
  try {
    refuseSharedMasks(OPERATION, converted);
  } catch (error) {
    converted.dispose();
    throw error;
  }
  return { model: converted, report: createReport(`${OPERATION} "${model.name}"`, sites, NOTES) };
}

/** A layer in place of a site, the reason why it stays, or nothing where no dropout is. */
function replacementFor(
  site: LayerSite,
  { seed, freshSeed, replace }: Omit<ReturnType<typeof checkConvertOptions>, 'insert'>,
  streams: ReturnType<typeof createStreams>,
): Layer | string | undefined {
  const builtIn = builtInDropout(site);
  const ours = dropsItself(site);
  if (site.className === 'GaussianNoise') return 'noise that is added, no dropout';
  if (!builtIn && !ours) return undefined;
  const own = replace?.(site);
  if (own === 'keep') return 'as "replace" said';
  if (own !== undefined) return checkShape(site, checkNewLayer('replace', own));
  if (!builtIn) return 'is of this package already';
  const made = builtIn.replace(
    site.config,
    { seed: seed ?? ownSeed(site.config.seed) ?? freshSeed, stream: site.name },
    site.layer,
  );
  if (typeof made !== 'string') {
    for (const drawing of sitesWithin(made)) (drawing as { stream: number }).stream = streams.take(site.name, site.path);
  }
  return made;
}

/** A layer in place of another must give what the layers after it take. */
function checkShape({ layer: old, path }: LayerSite, layer: Layer): Layer {
  for (const { inputShapes, outputShapes } of old?.inboundNodes ?? []) {
    const [expected] = outputShapes as Shape[];
    const got = layer.computeOutputShape((inputShapes.length === 1 ? inputShapes[0] : inputShapes) as Shape);
    if (outputShapes.length === 1 && `${got}` !== `${expected}`) {
      const text = `a layer that makes [${shapeText(expected)}] at "${path}", as the one in its place`;
      throw rangeError(OPERATION, 'replace', text, `[${shapeText(got)}] from "${layer.name}"`);
    }
  }
  return layer;
}

function shapeText(shape: Shape | Shape[]): string {
  return shape.map((dim) => (Array.isArray(dim) ? `[${shapeText(dim)}]` : `${dim}`)).join(', ');
}
