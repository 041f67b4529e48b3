// monteCarlo: a model of which one run computes T samples, bit by bit those of T runs at steps one after another.
import { TilingError, type TilingProblem } from '../errors.js';
import { checkGraph } from '../graph/check-graph.js';
import { indexModel } from '../graph/graph-index.js';
import { parseModel } from '../model/parse-model.js';
import { METADATA } from '../model/schema.js';
import { type Edited, finish } from '../surgery/edited.js';
import { addRecord } from '../surgery/record.js';
import { Message } from '../wire/message.js';
import { chunks } from '../wire/write.js';
import { drawingSites } from './drawing-sites.js';
import { checkOptions, type MonteCarloOptions, type MonteCarloReport } from './options.js';
import { type Tileable, tileModel } from './several-model.js';
import { walk } from './walk.js';

/**
 * Makes one run compute T samples: what `insert` or `activate` put in draws T masks, those of the steps `step` to `step + T - 1`, each for the
 * shape of one sample. Feeds keep their shapes; what comes before the first dropout is computed once.
 *
 * Without `samples` the model has a further input, int64 and scalar, that says T. An output y [N, ...] becomes [T, N, ...]; `y_mean` and
 * `y_variance` (unbiased) are outputs too, and for outputs with classes `y_predictive_entropy` and `y_mutual_information`, in nats. They
 * are computed in the output's type, float16 in float32. A run fails when `step + T` is above 2^32, or T below 1.
 *
 * @param model the bytes of a model that draws in its graph; not changed
 * @returns the bytes of the model; `strip` gives back what `strip(model)` does
 * @throws TilingError when samples would not stay apart in one run, with all reasons
 * @throws UnsupportedError for a model that does not draw, takes masks as inputs, or has samples already
 * @throws TypeError or RangeError for wrong options
 * @throws ModelFormatError, GraphError or ModelSizeError for what is no sound model
 * @example
 * const tiled = monteCarlo(activate(model), { classes: 10 });
 * // session.run({ x, seed, step, samples: new Tensor('int64', [50n], []) })
 */
export function monteCarlo(model: Uint8Array, options: MonteCarloOptions = {}): Uint8Array {
  return finish(model, tiled(model, options), options);
}

/**
 * Why one run cannot compute several samples: what `monteCarlo` would throw, as a list. Empty when it can, but for what only a run shows: with a
 * batch of 1 that is spread over more rows of something else it fails.
 *
 * @throws as `monteCarlo`, but for TilingError
 * @example if (checkTiling(model).length === 0) model = monteCarlo(model);
 */
export function checkTiling(model: Uint8Array): readonly TilingProblem[] {
  return read('checkTiling', model).walk.problems;
}

/** `monteCarlo` before it is one array. */
export function tiled(bytes: Uint8Array, options: MonteCarloOptions): Edited<MonteCarloReport> {
  checkOptions('monteCarlo', options);
  const tileable = read('monteCarlo', bytes);
  const { problems } = tileable.walk;
  if (problems.length > 0) throw new TilingError(problems);
  const { report, prefix } = tileModel(tileable, options);
  const { model } = tileable;
  checkGraph(indexModel(model));
  model.message.add('metadata_props', metadata(report));
  const inputs = [...Object.values(report.address), ...(typeof report.samples === 'string' ? [report.samples] : [])];
  addRecord(model, bytes, { operation: 'monteCarlo', prefix, inputs, address: report.address, sites: [] });
  return { pieces: chunks(model.message), report };
}

function read(operation: string, bytes: Uint8Array): Tileable {
  const model = parseModel(operation, bytes);
  const scopes = indexModel(model);
  checkGraph(scopes);
  const drawing = drawingSites(model, scopes);
  return { model, scopes, drawing, walk: walk(scopes, drawing) };
}

/** Which outputs are what, for whoever runs the model. */
function metadata(report: MonteCarloReport): Message {
  const entry = Message.empty(METADATA);
  entry.set('key', 'dropkit.monteCarlo');
  entry.set('value', JSON.stringify(report));
  return entry;
}
