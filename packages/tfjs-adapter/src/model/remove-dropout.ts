// removeDropout: a model for inference only, without any dropout, tfjs' own or ours, that predicts the same.
import type { LayersModel, layers as tf } from '@tensorflow/tfjs-layers';
import { builtInDropout, describeSpec, withoutDropout } from './built-in.js';
import { checkLayersModel } from './check-model.js';
import type { Conversion } from './convert-dropout.js';
import { editInner, type LayerSite, type LayerSpec, registeredLayer } from './layer-spec.js';
import { isOurs, type Remainder, remainderOf, settledRnn } from './ours.js';
import { type Replacement, rebuildModel } from './rebuild.js';
import { type ConversionSite, createReport } from './report.js';

const OPERATION = 'removeDropout';
const NOTES = ['The new model is not compiled: compile it to train it. Optimizer and its state stay with the original.'];

/**
 * Makes a model without dropout that predicts what the given one predicts: layers of tfjs and of this package are left out, the dropout
 * of recurrent layers is set to 0, our wrappers and cells give what they wrap. Layers that scale at inference (`scaling: 'standard'`) leave
 * a `Rescaling` behind; where dropout is an output of the model, or stands inside a wrapper, an identity keeps its name. Zoneout, and weights
 * or branches that are scaled at inference, do what no layer of tfjs does: they stay, and the report says so.
 *
 * As with `convertDropout`, the original stays as it is and memory is shared until one of the models trains.
 *
 * @param model any `tf.LayersModel`
 * @returns the new model, not compiled, and a report of what became of each site
 * @throws TypeError for what is no LayersModel; nothing is changed or left behind then
 * @example
 * const { model: plain } = removeDropout(trained);
 * await plain.save('localstorage://plain'); // loads without this package
 */
export function removeDropout(model: LayersModel): Conversion {
  checkLayersModel(OPERATION, model);
  const sites: ConversionSite[] = [];
  const add = ({ path, ...site }: LayerSite, action: ConversionSite['action'], to?: LayerSpec, reason = '') => {
    sites.push({ path, action, from: describeSpec(site), to: to ? describeSpec(to) : '', reason });
  };

  /** What takes the place of a site: a spec, nothing at all, or undefined to leave it. */
  const rest = (site: LayerSite, mayVanish: boolean): LayerSpec | 'nothing' | undefined => {
    const remainder = remainderAt(site);
    if (!remainder) return undefined;
    if (remainder.kind === 'itself') {
      add(site, 'left', undefined, 'no layer of tfjs does what it does at inference');
      return undefined;
    }
    if (remainder.kind === 'layer') {
      const spec = settledRnn(settle(remainder.spec, site.path));
      if (spec.className !== site.className || !isOurs(spec)) add(site, 'replaced', spec);
      return spec;
    }
    if (remainder.factor === 1 && mayVanish) {
      add(site, 'removed');
      return 'nothing';
    }
    const spec = scaling(site, remainder.factor);
    add(site, 'replaced', spec, remainder.factor === 1 ? 'something has to stand there' : 'it scales at inference');
    return spec;
  };

  /** A layer that takes the place of another may be dropout itself, and hold some. */
  const settle = (spec: LayerSpec, path: string): LayerSpec => {
    const inner = rest({ ...spec, name: path.slice(path.lastIndexOf('/') + 1), path }, false) as LayerSpec | undefined;
    return inner ?? { ...spec, config: editInner(spec.config, path, edit.replaceInner) };
  };

  const edit = {
    operation: OPERATION,
    replace(site: LayerSite, isOutput: boolean): Replacement | undefined {
      const spec = rest(site, !isOutput);
      if (spec === 'nothing') return { kind: 'nothing' };
      return spec && { kind: 'layer', layer: masking(registeredLayer(OPERATION, spec)) };
    },
    replaceInner: (site: LayerSite) => rest(site, false) as LayerSpec | undefined,
    after: () => [],
  };
  return { model: rebuildModel(model, edit), report: createReport(`${OPERATION} "${model.name}"`, sites, NOTES) };
}

/** What a site comes to without dropout; undefined where no dropout is. */
function remainderAt(site: LayerSite): Remainder | undefined {
  if (isOurs(site)) return remainderOf(site);
  const builtIn = builtInDropout(site);
  if (!builtIn || builtIn.holder !== undefined) return undefined; // what it holds is a site of its own
  const config = withoutDropout(site, builtIn);
  return config ? { kind: 'layer', spec: { className: site.className, config } } : { kind: 'scale', factor: 1 };
}

/** y = factor x, under the name of the layer in whose place it stands. */
function scaling({ name, config }: LayerSite, factor: number): LayerSpec {
  const { trainable, batchInputShape, dtype } = config;
  const base = { name, trainable, ...(batchInputShape != null && { batchInputShape, dtype }) };
  if (factor === 1) return { className: 'Activation', config: { ...base, activation: 'linear' } };
  return { className: 'Rescaling', config: { ...base, scale: factor, offset: 0 } };
}

/** A mask of time steps goes through all dropout; tfjs' Rescaling would end it, though it does not move anything. */
function masking(layer: tf.Layer): tf.Layer {
  layer.supportsMasking = true;
  return layer;
}
