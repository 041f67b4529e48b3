// A second model beside a first one: the same graph of new layers, edited on the way. It follows the symbolic tensors from the outputs
// back to the inputs, as Keras' clone_model does, so layers that are shared stay shared, also between nested models, and the original is
// only read. tfjs' own way, a model's JSON, would make two layers of one that two nested models share.
import type { Variable } from '@tensorflow/tfjs-core';
import { LayersModel, Sequential, type SymbolicTensor, type layers as tf } from '@tensorflow/tfjs-layers';
import { rangeError } from '../check.js';
import { copyWeights } from './copy-weights.js';
import { editInner, type LayerSite, type LayerSpec, layerFrom, specOf } from './layer-spec.js';

type Layer = tf.Layer;

/** What takes the place of a layer. */
export type Replacement =
  /** Another layer, not yet applied; it gets the weights of the old one if that has any. */
  | { readonly kind: 'layer'; readonly layer: Layer }
  /** Nothing: the layer's input goes on in place of its output. */
  | { readonly kind: 'nothing' };

/** How the new model differs from the old one. Each function is called once per layer, however often it is applied. */
export interface ModelEdit {
  readonly operation: string;
  /** What takes the place of a layer; undefined keeps it. `isOutput`: its output is one of its model's. */
  replace(site: LayerSite, isOutput: boolean): Replacement | undefined;
  /** The same for layers inside wrappers and recurrent layers, which cannot vanish. */
  replaceInner(site: LayerSite): LayerSpec | undefined;
  /** New layers to apply one after the other to the layer's output. */
  after(site: LayerSite): readonly Layer[];
  /** Called when all layers are there; may throw. */
  done?(): void;
}

/** What an old layer became. */
interface Rebuilt {
  readonly layer: Layer | undefined;
  readonly after: readonly Layer[];
}

/**
 * Builds the edited model. Its weights share their values with those of `model` until one of them changes.
 *
 * @throws whatever an edit or the building of a layer throws, with nothing left behind
 */
export function rebuildModel(model: LayersModel, edit: ModelEdit): LayersModel {
  const made: Layer[] = [];
  try {
    return createRebuilder(edit, made)(model);
  } catch (error) {
    disposeAll(made);
    throw error;
  }
}

function createRebuilder(edit: ModelEdit, made: Layer[]) {
  const { operation } = edit;
  const rebuilt = new Map<Layer, Rebuilt>();
  const tensors = new Map<SymbolicTensor, SymbolicTensor>();
  const pairs: [Layer, Layer][] = [];
  const outputLayers = new Set<Layer>();

  function root(model: LayersModel): LayersModel {
    const copy = modelFor(model, '');
    edit.done?.();
    for (const [from, to] of pairs) if (from.weights.length > 0) copyWeights(operation, from, to);
    return copy;
  }

  function modelFor(old: LayersModel, prefix: string): LayersModel {
    for (const { sourceLayer } of old.outputs) outputLayers.add(sourceLayer);
    const copy = old instanceof Sequential ? sequentialFor(old, prefix) : functionalFor(old, prefix);
    if (!old.trainable) copy.trainable = false; // flags of single weights are copied later
    const metadata = old.getUserDefinedMetadata();
    if (metadata) copy.setUserDefinedMetadata(metadata);
    return copy;
  }

  function sequentialFor(old: Sequential, prefix: string): LayersModel {
    const copy = new Sequential({ name: old.name });
    old.layers.forEach((oldLayer, i) => {
      const { layer, after } = layersFor(oldLayer, prefix);
      if (i === 0 && !layer) copy.add(inputLayerFor(old));
      if (i === 0 && layer && layer.batchInputShape == null) {
        layer.batchInputShape = oldLayer.batchInputShape;
        layer.dtype = oldLayer.dtype;
      }
      for (const next of layer ? [layer, ...after] : after) copy.add(next);
    });
    if (old.layers.length > 0) copy.build(); // tfjs would do it later, and find names that are used twice only then
    return copy;
  }

  /** The input layer that tfjs made for a first layer with an input shape. */
  function inputLayerFor(old: LayersModel): Layer {
    return keep(old.inputs[0].sourceLayer, '');
  }

  function functionalFor(old: LayersModel, prefix: string): LayersModel {
    const inputs = old.inputs.map((input) => {
      const { layer, after } = layersFor(input.sourceLayer, prefix);
      const copy = layer!.inboundNodes[0].outputTensors[0]; // input layers are never replaced
      if (!tensors.has(input)) tensors.set(input, applyAll(after, copy));
      return copy;
    });
    const outputs = old.outputs.map((output) => tensorFor(output, prefix));
    const modelClass = old.constructor as typeof LayersModel; // a model that Keras saved is a Functional
    return new modelClass({ inputs, outputs, name: old.name });
  }

  function tensorFor(old: SymbolicTensor, prefix: string): SymbolicTensor {
    const known = tensors.get(old);
    if (known) return known;
    const node = old.sourceLayer.inboundNodes[old.nodeIndex];
    const inputs = node.inputTensors.map((input) => tensorFor(input, prefix));
    const { layer, after } = layersFor(old.sourceLayer, prefix);
    const outputs = layer ? applied(layer, inputs, node.callArgs) : inputs;
    if (after.length > 0) outputs[0] = applyAll(after, onlyOutput(outputs, old.sourceLayer));
    node.outputTensors.forEach((output, i) => {
      tensors.set(output, outputs[i]);
    });
    return tensors.get(old)!;
  }

  function onlyOutput(outputs: readonly SymbolicTensor[], { name }: Layer): SymbolicTensor {
    if (outputs.length === 1) return outputs[0];
    throw rangeError(operation, 'insert', 'layers with one output', `${outputs.length} of "${name}"`);
  }

  function layersFor(old: Layer, prefix: string): Rebuilt {
    const known = rebuilt.get(old);
    if (known) return known;
    const site: LayerSite = { name: old.name, path: prefix + old.name, layer: old, ...specOf(old) };
    const entry = { layer: layerFor(old, site), after: edit.after(site) };
    made.push(...entry.after);
    rebuilt.set(old, entry);
    return entry;
  }

  function layerFor(old: Layer, site: LayerSite): Layer | undefined {
    if (old instanceof LayersModel) return modelFor(old, `${site.path}/`);
    const replacement = edit.replace(site, outputLayers.has(old));
    if (replacement?.kind === 'nothing') return undefined;
    if (!replacement) return keep(old, site.path);
    if (old.weights.length > 0) replacement.layer.setFastWeightInitDuringBuild(true);
    made.push(replacement.layer);
    pairs.push([old, replacement.layer]);
    return replacement.layer;
  }

  function keep(old: Layer, path: string): Layer {
    const layer = layerFrom(old, editInner(old.getConfig(), path, edit.replaceInner));
    layer.name = old.name; // for classes whose getConfig forgets it
    layer.setFastWeightInitDuringBuild(true); // the values come from the old layer
    made.push(layer);
    pairs.push([old, layer]);
    return layer;
  }

  return root;
}

/** Calls of recurrent layers keep their initial states among their arguments and among their inputs; the inputs are what counts. */
function applied(layer: Layer, inputs: readonly SymbolicTensor[], callArgs: object | undefined): SymbolicTensor[] {
  const { initialState, constants, ...kwargs } = { ...callArgs } as Record<string, unknown>;
  return [layer.apply(inputs.length === 1 ? inputs[0] : [...inputs], kwargs)].flat() as SymbolicTensor[];
}

function applyAll(layers: readonly Layer[], x: SymbolicTensor): SymbolicTensor {
  return layers.reduce((y, layer) => layer.apply(y) as SymbolicTensor, x);
}

function disposeAll(layers: readonly Layer[]): void {
  const weights = new Set(layers.flatMap((layer) => layer.weights));
  for (const weight of weights) (weight.read() as Variable).dispose();
}
