// Opens what a session of Monte Carlo samples consists of: one session of the runtime, who draws, and the plan that says so.
import { createReferenceBackend } from '@dropkit/core';
import { rangeError } from '../errors.js';
import { inspect } from '../inspect/inspect.js';
import { type ChosenForm, chooseForm, notCreated } from './choose-form.js';
import type { KnownInputs } from './feeds.js';
import { checkMaskBackend, type MaskBackend } from './mask-backend.js';
import { MaskFeeds } from './mask-feeds.js';
import type { McPlanDraft } from './mc-plan.js';
import { isNumeric, modelValues } from './model-values.js';
import { isOnWebGpu, providerName, type Runtime, type RuntimeSession, type RuntimeSessionOptions } from './runtime.js';
import { Sampling, type SamplingParts } from './sampling.js';
import type { CheckedSessionOptions } from './session-options.js';
import { type TiledModel, tiledModel } from './tiled.js';
import { inTurn } from './turns.js';

/** An open session. */
export interface Opened {
  readonly plan: McPlanDraft;
  readonly inputs: KnownInputs;
  /** Outputs that statistics are taken of. */
  readonly outputs: readonly string[];
  readonly sampling: Sampling;
  release(): Promise<void>;
}

/** Opens a session in the form that is chosen for a model. */
export async function openSession(ort: Runtime, model: Uint8Array, options: CheckedSessionOptions): Promise<Opened> {
  if (options.mode === 'native') return openNative(ort, model, options);
  const form = chooseForm(model, options);
  const bytes = form.masked?.bytes ?? form.model.bytes;
  const session = await created(ort, bytes, options.sessionOptions).catch((error: unknown) => {
    throw notCreated(error, form.model, options);
  });
  try {
    const drawing = await backendFor(ort, form, options);
    const masks = form.masked && drawing ? new MaskFeeds(ort, session, form.masked, drawing.backend, drawing.isOnGpu) : null;
    const { address } = form.model;
    const plan = planOf(form, options, drawing);
    const tiled = tiledFor(form, options, plan);
    const create = (which: 'separate' | 'tiled') =>
      ort.InferenceSession.create(which === 'tiled' ? tiled!.bytes : bytes, options.sessionOptions);
    const own = [...Object.values(address ?? {}), ...(form.masked?.sites.map(({ mask }) => mask.input) ?? [])];
    const hidden = form.masked?.shapeOutputs ?? [];
    return opened(
      bytes,
      { ort, session, address, masks, tiled, create, plan },
      { own, hidden, release: () => drawing?.release() },
    );
  } catch (error) {
    await inTurn(ort, () => session.release());
    throw error;
  }
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
    warnings: sharedStreams(model.sites),
  };
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
    return { backend: createReferenceBackend(), isOnGpu: false, release: () => {} };
  if (typeof masks !== 'function')
    return { backend: masks, isOnGpu: isOnGpu && masks.maskBytes !== undefined, release: () => {} };
  const backend: unknown = await masks((await ort.env?.webgpu?.device) as never);
  checkMaskBackend(backend);
  return { backend, isOnGpu: backend.maskBytes !== undefined, release: () => backend.dispose?.() };
}

async function openNative(ort: Runtime, model: Uint8Array, { sessionOptions }: CheckedSessionOptions): Promise<Opened> {
  const { dropout } = inspect(model);
  if (!dropout.some(({ training, ratio }) => training !== 'off' && ratio !== 0)) {
    const advice = 'Leave mode native out: masks are then drawn whatever training_mode says.';
    const found = dropout.length === 0 ? 'none' : `${dropout.length} that never drop`;
    throw rangeError('createMcSession', 'model', 'Dropout nodes in training mode', found, advice);
  }
  const session = await created(ort, model, keepingDropout(sessionOptions));
  const plan: McPlanDraft = {
    mode: 'native',
    drawnBy: 'onnxruntime',
    masksOnGpu: false,
    tiled: false,
    executionProvider: providerName(sessionOptions),
    sites: [],
    reasons: ["onnxruntime's optimizer EliminateDropout is off, so that its own Dropout stays, as asked for."],
    warnings: [
      "onnxruntime's own Dropout cannot be seeded by a run, repeats no result, and its masks are correlated from run to run.",
    ],
  };
  const create = () => ort.InferenceSession.create(model, keepingDropout(sessionOptions));
  const parts = { ort, session, address: null, masks: null, tiled: undefined, create, plan };
  return opened(model, parts, { own: [], hidden: [], release: () => {} });
}

/** EliminateDropout takes live Dropout out at every optimization level from `basic` on. */
function keepingDropout(options: RuntimeSessionOptions): RuntimeSessionOptions {
  const { extra = {} } = options;
  const { optimization = {} } = extra as { optimization?: Readonly<Record<string, string>> };
  const disabled = [optimization.disable_specified_optimizers, 'EliminateDropout'].filter(Boolean).join(';');
  return { ...options, extra: { ...extra, optimization: { ...optimization, disable_specified_optimizers: disabled } } };
}

/** What belongs to a session beside what it samples with. */
interface Belongings {
  /** Inputs that the session feeds. */
  readonly own: readonly string[];
  /** Outputs that are not the model's. */
  readonly hidden: readonly (string | null)[];
  release(): void;
}

function opened(bytes: Uint8Array, parts: Omit<SamplingParts, 'outputs'>, { own, hidden, release }: Belongings): Opened {
  const { plan } = parts;
  const { inputs, optional, outputs } = modelValues(bytes);
  const theirs = outputs.filter(({ name }) => !hidden.includes(name));
  const numeric = theirs.filter(isNumeric).map(({ name }) => name);
  const left = theirs.filter((output) => !isNumeric(output)).map(({ name }) => JSON.stringify(name));
  if (numeric.length === 0) throw rangeError('createMcSession', 'model', 'an output that is a tensor of numbers', 'none');
  if (left.length > 0) plan.warnings.push(`There are no statistics of ${left.join(' and ')}: no tensors of numbers.`);
  const sampling = new Sampling({ ...parts, outputs: numeric });
  return {
    plan,
    inputs: { required: inputs.filter(({ name }) => !own.includes(name)), optional, own },
    outputs: numeric,
    sampling,
    release: () => sampling.release().finally(release),
  };
}

function created(ort: Runtime, bytes: Uint8Array, options: RuntimeSessionOptions): Promise<RuntimeSession> {
  return inTurn(ort, () => ort.InferenceSession.create(bytes, options));
}
