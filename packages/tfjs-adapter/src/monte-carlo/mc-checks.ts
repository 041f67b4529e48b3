// What mcPredict checks before the first pass: a model that would silently stay deterministic is an error.
import { Tensor } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { rangeError, show, typeError } from '../check.js';
import { checkLayersModel } from '../model/check-model.js';
import { refuseEqual } from '../model/check-streams.js';
import { type FoundDropout, findDropout } from '../model/dropout-sites.js';

const OPERATION = 'mcPredict';

/** The dropout of a model, all of which is ours. */
export function checkModel(model: LayersModel): FoundDropout {
  checkLayersModel(OPERATION, model);
  const found = findDropout(model);
  const { ours, seconds, builtIn } = found;
  if (builtIn.length > 0) {
    const advice =
      'tfjs keeps those off at inference, so their share of the uncertainty would be missing. Pass convertDropout(model).model; its report ' +
      'says what it cannot convert.';
    throw rangeError(OPERATION, 'model', 'no dropout of tfjs itself', `a rate above 0 in ${quoted(builtIn)}`, advice);
  }
  if (ours.length === 0) {
    const advice =
      'All samples would be equal. Build the model with layers.dropout(...) of this package, or insert it with convertDropout.';
    throw rangeError(OPERATION, 'model', 'a dropout layer of @dropkit/tfjs-adapter', `none in "${model.name}"`, advice);
  }
  if (model.stateful) {
    const advice = 'Each pass would change the states. Load the model with "stateful": false in its recurrent layers.';
    throw rangeError(OPERATION, 'model', 'no states that outlive a prediction', `a stateful model "${model.name}"`, advice);
  }
  const drawing = ours.filter(({ draws }) => draws);
  if (drawing.length === 0) {
    const advice =
      'All samples would be equal. Set a rate first, such as that of training where a schedule has ended at 0: model.getLayer(name).rate = 0.5.';
    throw rangeError(
      OPERATION,
      'model',
      'a dropout layer that draws',
      `a rate of 0 in ${quoted(ours.map(({ name }) => name))}`,
      advice,
    );
  }
  // all sites draw from one seed here
  refuseEqual(
    OPERATION,
    model,
    drawing.filter((site) => !seconds.has(site)),
    ({ stream }) => `stream ${stream}`,
  );
  return found;
}

/** The inputs as an array of tensors of the model's shapes, with one number of rows, at least 1. */
export function checkInputs(model: LayersModel, x: unknown): readonly Tensor[] {
  const inputs = x instanceof Tensor || Array.isArray(x) ? [x].flat() : byName(model, x);
  const count = model.inputs.length;
  if (inputs.length !== count) throw rangeError(OPERATION, 'x', `${count} tensors, one for each input`, `${inputs.length}`);
  const wrong = inputs.findIndex((input) => !(input instanceof Tensor) || input.isDisposed);
  if (wrong >= 0) {
    const got = inputs[wrong] instanceof Tensor ? 'a disposed tensor' : show(inputs[wrong]);
    throw typeError(OPERATION, 'x', 'a tf.Tensor, an array of them, or an object with one for each input', got);
  }
  model.inputs.forEach((input, i) => {
    checkInput(input, inputs[i] as Tensor);
  });
  const rows = inputs.map((input: Tensor) => input.shape[0]);
  if (rows[0] >= 1 && rows.every((n) => n === rows[0])) return inputs;
  throw rangeError(OPERATION, 'x', 'at least one row on axis 0, and as many in each tensor', show(rows));
}

/** As tfjs checks them in `predict`: a list of numbers is a column, integers will do, and the rows are the caller's affair. */
function checkInput({ shape, dtype, sourceLayer }: LayersModel['inputs'][number], x: Tensor): void {
  const isNumeric = x.dtype !== 'string' && x.dtype !== 'complex64';
  if (!isNumeric && x.dtype !== dtype) {
    throw typeError(OPERATION, 'x', `a ${dtype} tensor for input "${sourceLayer.name}"`, `a ${x.dtype} tensor`);
  }
  const given = x.rank === 1 ? [x.shape[0], 1] : x.shape;
  const fits = given.length === shape.length && shape.every((dim, axis) => axis === 0 || dim == null || dim === given[axis]);
  if (fits) return;
  const expected = `shape [${shape.map((dim) => dim ?? 'null').join(', ')}] for input "${sourceLayer.name}"`;
  throw rangeError(OPERATION, 'x', expected, `shape [${x.shape.join(', ')}]`);
}

function byName(model: LayersModel, x: unknown): unknown[] {
  if (x === null || typeof x !== 'object') return [x];
  const names = model.inputs.map(({ sourceLayer }) => sourceLayer.name);
  const given = Object.keys(x);
  if (given.length === names.length && names.every((name) => given.includes(name))) {
    return names.map((name) => (x as Record<string, unknown>)[name]);
  }
  throw rangeError(OPERATION, 'x', `a tensor for each input, ${quoted(names)}`, given.length > 0 ? quoted(given) : show(x));
}

/** The number of classes of each output, if it has any. */
export function checkClasses(model: LayersModel, classes: ClassesOption | undefined): readonly (number | undefined)[] {
  const names = model.outputs.map(({ sourceLayer }) => sourceLayer.name);
  if (classes === undefined) return names.map(() => undefined);
  if (typeof classes === 'number') {
    if (names.length === 1) return [classes];
    const advice = `Give an array, or an object with names among ${quoted(names)}.`;
    throw rangeError(OPERATION, 'classes', `a number for each of ${names.length} outputs`, `${classes}`, advice);
  }
  if (Array.isArray(classes)) {
    if (classes.length === names.length) return classes.map((count) => count ?? undefined);
    throw rangeError(OPERATION, 'classes', `${names.length} entries, one for each output`, `${classes.length}`);
  }
  const named = classes as Readonly<Record<string, number>>;
  const unknown = Object.keys(named).find((name) => !names.includes(name));
  if (unknown !== undefined) throw rangeError(OPERATION, 'classes', `names among ${quoted(names)}`, show(unknown));
  return names.map((name) => named[name]);
}

/** How classes are given: a number for a model with one output, else one for each output that is rows of probabilities. */
export type ClassesOption = number | readonly (number | null)[] | Readonly<Record<string, number>>;

/** Throws unless the rows of an output are as long as there are classes. That each is a distribution is core's to check. */
export function checkClassRows(shape: readonly number[], classes: number): void {
  if (shape.at(-1) === classes) return;
  throw rangeError(OPERATION, 'classes', `the last dimension of the output, [${shape.join(', ')}]`, `${classes}`);
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(' and ');
}
