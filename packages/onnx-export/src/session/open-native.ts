// A session in which onnxruntime's own Dropout draws: alive, and with what is to be known about it.
import { native } from '../surgery/native.js';
import type { McPlanDraft } from './mc-plan.js';
import { created, type Opened, opened } from './opened.js';
import { providerName, type Runtime, type RuntimeSessionOptions } from './runtime.js';
import type { CheckedSessionOptions } from './session-options.js';
import { inTurn } from './turns.js';

/** Opens a session whose Dropout nodes are left to the runtime. */
export async function openNative(ort: Runtime, bytes: Uint8Array, options: CheckedSessionOptions): Promise<Opened> {
  const { model, sessionOptions: needed, warnings } = native(bytes);
  const sessionOptions = merged(options.sessionOptions, needed.extra.optimization.disable_specified_optimizers);
  const create = () => ort.InferenceSession.create(model, sessionOptions);
  const session = await created(ort, model, sessionOptions);
  const plan: McPlanDraft = {
    mode: 'native',
    drawnBy: 'onnxruntime',
    masksOnGpu: false,
    tiled: false,
    executionProvider: providerName(sessionOptions),
    sites: [],
    reasons: ["onnxruntime's own Dropout draws, which its optimizer is kept from taking out, as asked for."],
    warnings: [...warnings],
  };
  try {
    const parts = { ort, session, address: null, masks: null, tiled: undefined, create, plan };
    return opened(model, parts, { own: [], hidden: [], release: () => {} });
  } catch (error) {
    await inTurn(ort, () => session.release());
    throw error;
  }
}

/** The user's options, with one more optimizer that is off. */
function merged(options: RuntimeSessionOptions, optimizer: string): RuntimeSessionOptions {
  const { extra = {} } = options;
  const { optimization = {} } = extra as { optimization?: Readonly<Record<string, string>> };
  const disabled = [optimization.disable_specified_optimizers, optimizer].filter(Boolean).join(';');
  return { ...options, extra: { ...extra, optimization: { ...optimization, disable_specified_optimizers: disabled } } };
}
