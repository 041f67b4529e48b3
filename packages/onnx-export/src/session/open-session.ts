// Opens what a session of Monte Carlo samples consists of: one session of the runtime, who draws, and the plan that says so.
import { createReferenceBackend, errorText, UnsupportedError } from '@dropkit/core';
import { inspect } from '../inspect/inspect.js';
import { type ChosenForm, chooseForm, notCreated } from './choose-form.js';
import { checkMaskBackend, type MaskBackend } from './mask-backend.js';
import { MaskFeeds } from './mask-feeds.js';
import type { McPlanDraft } from './mc-plan.js';
import { openNative } from './open-native.js';
import { created, type Opened, opened } from './opened.js';
import { isOnWebGpu, providerName, type Runtime } from './runtime.js';
import type { CheckedSessionOptions } from './session-options.js';
import { type TiledModel, tiledModel } from './tiled.js';
import { inTurn } from './turns.js';

/** Opens a session in the form that is chosen for a model. */
export async function openSession(ort: Runtime, model: Uint8Array, options: CheckedSessionOptions): Promise<Opened> {
  if (options.mode === 'native') return openNative(ort, model, options);
  try {
    return await openForm(ort, model, options);
  } catch (error) {
    if (!(error instanceof NoDeviceError) || options.mode === 'mask') throw error;
    const { masks, ...rest } = options;
    const without = await openForm(ort, model, rest);
    without.plan.warnings.push('options.masks is not used, since the runtime has no WebGPU device.');
    return without;
  }
}

/** The runtime went on without WebGPU, as it does where another execution provider is named behind it. */
class NoDeviceError extends UnsupportedError {}

async function openForm(ort: Runtime, model: Uint8Array, options: CheckedSessionOptions): Promise<Opened> {
  const form = chooseForm(model, options);
  const bytes = form.masked?.bytes ?? form.model.bytes;
  const session = await created(ort, bytes, options.sessionOptions).catch((error: unknown) => {
    throw notCreated(error, form.model, options);
  });
  let drawing: Drawing | undefined;
  try {
    drawing = await backendFor(ort, form, options);
    const masks = form.masked && drawing ? new MaskFeeds(ort, session, form.masked, drawing.backend, drawing.isOnGpu) : null;
    const { address } = form.model;
    const plan = planOf(form, options, drawing);
    const tiled = tiledFor(form, options, plan);
    const create = (which: 'separate' | 'tiled') =>
      ort.InferenceSession.create(which === 'tiled' ? tiled!.bytes : bytes, options.sessionOptions);
    const own = [...Object.values(address ?? {}), ...(form.masked?.sites.map(({ mask }) => mask.input) ?? [])];
    const hidden = form.masked?.shapeOutputs ?? [];
    const left = inspect(bytes).dropout.filter(({ fate }) => fate !== 'identity');
    if (left.length > 0) plan.warnings.push(leftToRuntime(left.map(({ output }) => JSON.stringify(output))));
    return opened(
      bytes,
      { ort, session, address, masks, tiled, create, plan },
      { own, hidden, release: () => drawing?.release() },
    );
  } catch (error) {
    drawing?.release();
    await inTurn(ort, () => session.release());
    throw error;
  }
}

function leftToRuntime(names: readonly string[]): string {
  return `Native Dropout at ${names.join(' and ')} is left to onnxruntime, which takes it out or draws with numbers of its own.`;
}

/** Whether several samples share a run, which the plan says. */
function tiledFor({ model }: ChosenForm, { tiling }: CheckedSessionOptions, plan: McPlanDraft): TiledModel | undefined {
  if (tiling === false || model.mode !== 'rng') {
    const why = tiling === false ? 'as asked for' : 'since their masks are inputs';
    plan.reasons.push(`Samples are drawn one a run, ${why}.`);
    return undefined;
  }
  const tiled = tiledModel(model.bytes);
  if (typeof tiled === 'string') {
    plan.reasons.push(`Samples are drawn one a run, since they would not stay apart in one: ${tiled}.`);
    return undefined;
  }
  plan.tiled = true;
  plan.reasons.push('Samples share runs where feeds are small.');
  return tiled;
}

function planOf(
  { model, reasons }: ChosenForm,
  { sessionOptions }: CheckedSessionOptions,
  drawing: Drawing | undefined,
): McPlanDraft {
  return {
    mode: model.mode,
    drawnBy: drawing?.backend.name ?? 'graph',
    masksOnGpu: drawing?.isOnGpu ?? false,
    tiled: false,
    executionProvider: providerName(sessionOptions),
    sites: model.sites.map(({ value, scope, stream, config }) => ({ value, scope, stream, config })),
    reasons: [...reasons],
    warnings: [...sharedStreams(model.sites), ...slowReference(drawing)],
  };
}

function slowReference(drawing: Drawing | undefined): string[] {
  if (!drawing?.isReference) return [];
  return ["Masks are drawn by core's reference, which is slow: give options.masks, such as createCpuBackend() of @dropkit/cpu."];
}

function sharedStreams(sites: ChosenForm['model']['sites']): string[] {
  const first = new Map<number, string>();
  return sites.flatMap(({ stream, value }) => {
    const other = first.get(stream);
    if (other === undefined) first.set(stream, value);
    return other === undefined ? [] : [`"${other}" and "${value}" draw from one stream, so that they drop the same units.`];
  });
}

/** Who draws masks that are inputs. */
interface Drawing {
  readonly backend: MaskBackend;
  readonly isOnGpu: boolean;
  readonly isReference: boolean;
  release(): void;
}

/** The device is there once a session has been created, and only then is it safe to build on it. */
async function backendFor(
  ort: Runtime,
  { masked }: ChosenForm,
  { masks, sessionOptions }: CheckedSessionOptions,
): Promise<Drawing | undefined> {
  if (!masked) return undefined;
  const isOnGpu = isOnWebGpu(sessionOptions);
  if (masks === undefined || (typeof masks === 'function' && !isOnGpu))
    return { backend: createReferenceBackend(), isOnGpu: false, isReference: true, release: () => {} };
  if (typeof masks !== 'function')
    return { backend: masks, isOnGpu: isOnGpu && masks.maskBytes !== undefined, isReference: false, release: () => {} };
  const device = await ort.env?.webgpu?.device;
  if (!device) {
    const advice = 'Leave options.masks out.';
    throw new NoDeviceError(errorText('onnx-export', 'createMcSession', 'ort', 'a runtime with a WebGPU device', 'none', advice));
  }
  const backend: unknown = await masks(device as never);
  checkMaskBackend(backend);
  return { backend, isOnGpu: backend.maskBytes !== undefined, isReference: false, release: () => backend.dispose?.() };
}
