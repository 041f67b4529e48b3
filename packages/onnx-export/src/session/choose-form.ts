// In which form a session samples a model: the choice between masks in the graph and masks as inputs, with its reasons.
import { errorText, UnsupportedError } from '@dropkit/core';
import { rangeError, UpgradeError } from '../errors.js';
import { type MaskedModel, maskedModel } from './mask-feeds.js';
import { isOnWebGpu } from './runtime.js';
import { draws, type ModelSource, type SampledModel, sourceOf } from './sampled-model.js';
import type { CheckedSessionOptions } from './session-options.js';

/** A model in the form that was chosen. */
export interface ChosenForm {
  readonly model: SampledModel;
  /** The model with masks as inputs. */
  readonly masked: MaskedModel | null;
  readonly reasons: readonly string[];
}

const ORIGINS: Readonly<Record<ModelSource['origin'], string>> = {
  sites: 'Dropout goes to options.sites.',
  record: 'The model says which dropout this package has put into it.',
  native: 'The native Dropout nodes of the model are made to draw.',
};

/**
 * Chooses between masks that the graph draws and masks that are inputs.
 *
 * @throws RangeError for a model without dropout that draws; what `insert` and `activate` throw; UnsupportedError where the mode that was asked for
 * is not to be had
 */
export function chooseForm(bytes: Uint8Array, options: CheckedSessionOptions): ChosenForm {
  const source = sourceOf(bytes, options);
  const { mode, masks, sessionOptions } = options;
  const reasons = [ORIGINS[source.origin]];
  const isForGpu = isOnWebGpu(sessionOptions) && masks !== undefined;
  if (mode === 'mask' || (mode === 'auto' && isForGpu)) {
    const form = masksAsInputs(source, mode === 'auto', reasons);
    if (form) return form;
  }
  const model = checkDraws(source.make(mode === 'rng' ? 'rng' : 'auto'));
  if (model.mode === 'rng') {
    reasons.push(`Masks are drawn in the graph${whyInGraph(options, isForGpu)}.`);
    return { model, masked: null, reasons };
  }
  const [problem] = model.upgradeProblems;
  const why = problem ? `: ${problem.place}${problem.op && ` (${problem.op})`}: ${problem.reason}` : '';
  reasons.push(`Masks are inputs, since the model cannot be brought to the opset of masks in the graph${why}.`);
  return { model, masked: maskedModel(model), reasons };
}

function whyInGraph({ mode, masks, sessionOptions }: CheckedSessionOptions, isForGpu: boolean): string {
  if (mode === 'rng') return ', as asked for';
  if (isForGpu) return '';
  if (isOnWebGpu(sessionOptions))
    return ', on the CPU part of the runtime: give options.masks, such as createWebGpuBackend, to draw on the GPU';
  return masks === undefined ? '' : '; options.masks is for WebGPU, for mode mask and for models that cannot be upgraded';
}

/** Undefined where that cannot be done and need not be. */
function masksAsInputs(source: ModelSource, isChoice: boolean, reasons: string[]): ChosenForm | undefined {
  try {
    const model = checkDraws(source.make('mask'));
    const masked = maskedModel(model);
    reasons.push(
      isChoice ? 'Masks are inputs: WebGPU has no kernels that draw in the graph.' : 'Masks are inputs, as asked for.',
    );
    return { model, masked, reasons };
  } catch (error) {
    const isExpected = error instanceof UnsupportedError || error instanceof UpgradeError;
    if (!isChoice || !isExpected) throw error;
    reasons.push(`Masks cannot be inputs here: ${error.message}`);
    return undefined;
  }
}

function checkDraws(model: SampledModel): SampledModel {
  if (model.sites.some(draws)) return model;
  const advice = 'All samples would be equal. Give a config with p above 0.';
  throw rangeError('createMcSession', 'model', 'a site that draws', `${model.sites.length} that keep everything`, advice);
}

/** Why no session could be created, with what to do about it. */
export function notCreated(error: unknown, model: SampledModel, options: CheckedSessionOptions): unknown {
  const text = error instanceof Error ? error.message : String(error);
  if (
    !isOnWebGpu(options.sessionOptions) ||
    model.mode !== 'rng' ||
    !FLOAT64.test(JSON.stringify(model.sites.map(({ config }) => config.variant)))
  )
    return error;
  const advice = "Use executionProviders ['wasm'], or a variant of masks.";
  const message = errorText('onnx-export', 'createMcSession', 'config', 'variants without float64 on WebGPU', text, advice);
  return new UnsupportedError(message, { cause: error });
}

/** Variants that compute in float64, of which onnxruntime's builds with WebGPU have no kernels. */
const FLOAT64 = /"(gaussian|variationalGaussian|uniform|concrete|shakeDrop)"/;
