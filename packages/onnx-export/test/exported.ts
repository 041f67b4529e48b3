// An exported variant as a function: sessions are made once for each model and kept.
import { type Address, addressWords, type DropoutConfig, type FloatArray, type Phase, packMask, type Slice } from '@dropkit/core';
import { type ExportOptions, exportVariant } from '../src/export-variant.js';
import { createSession, type Runtime, type Session, type SessionOptions } from './session.js';

/** What is asked of an exported model. */
export interface Request {
  readonly config: DropoutConfig;
  readonly shape: readonly number[];
  readonly phase: Phase;
  readonly slice?: Slice | undefined;
  readonly address: Address;
  readonly other?: FloatArray | undefined;
  /** Sizes that the model is not told. */
  readonly unknown?: readonly number[];
  readonly options?: ExportOptions;
  /** A kept mask, where the mode asks for one. */
  readonly mask?: Uint32Array | Uint8Array;
}

export interface Result {
  readonly y: FloatArray;
  /** Packed. */
  readonly kept: Uint32Array;
}

const MOST_SESSIONS = 64;

/** Files by what they are of: all runtimes load the same. */
const files = new Map<string, Uint8Array>();

function fileOf(key: string, config: DropoutConfig, shape: readonly (number | string)[], options: ExportOptions): Uint8Array {
  const known = files.get(key);
  if (known) return known;
  const made = exportVariant(config, shape, options);
  files.set(key, made);
  return made;
}

/** Runs exported models on one runtime. */
export function exportRunner(ort: Runtime, sessionOptions: SessionOptions = {}) {
  const sessions = new Map<string, Promise<Session>>();
  const sessionOf = (request: Request, dtype: NonNullable<ExportOptions['dtype']>) => {
    const { config, phase, slice, address, unknown = [], options } = request;
    const shape = request.shape.map((size, axis) => (unknown.includes(axis) ? `d${axis}` : size));
    const { stream = 0 } = address;
    const all: ExportOptions = { phase, dtype, stream, kept: true, ...(slice && { slice }), ...options };
    const key = JSON.stringify([config, shape, all]);
    const known = sessions.get(key);
    if (known) return known;
    if (sessions.size >= MOST_SESSIONS)
      for (const [old, session] of sessions)
        if (sessions.delete(old))
          void session.then(
            (s) => s.release(),
            () => {},
          );
    const session = Promise.resolve().then(() => createSession(ort, fileOf(key, config, shape, all), sessionOptions));
    sessions.set(key, session);
    return session;
  };
  return async (request: Request, x: FloatArray): Promise<Result> => {
    const dtype = x instanceof Float64Array ? 'float64' : 'float32';
    const session = await sessionOf(request, dtype);
    const tensor = (data: FloatArray) => new ort.Tensor(dtype, data as Float32Array, [...request.shape]);
    const { seed, step = 0 } = request.address;
    addressWords(request.address);
    const feeds: Record<string, InstanceType<Runtime['Tensor']>> = { x: tensor(x) };
    for (const name of session.inputNames) {
      if (name === 'seed') feeds.seed = new ort.Tensor('uint64', BigUint64Array.of(BigInt(seed)), []);
      if (name === 'step') feeds.step = new ort.Tensor('uint32', Uint32Array.of(step), []);
      if (name === 'other') feeds.other = tensor(request.other!);
      if (name === 'mask') feeds.mask = maskTensor(ort, request);
    }
    const { y, kept } = await session.run(feeds);
    const bits = kept!.data as Uint8Array;
    return { y: y!.data as FloatArray, kept: packMask(bits.length, (n) => bits[n] === 1) };
  };
}

function maskTensor(ort: Runtime, { mask, options }: Request) {
  const packed = mask as Uint32Array;
  if (options?.mode === 'packedMask') return new ort.Tensor('uint32', packed, [packed.length]);
  throw new Error('a boolean mask needs its shape');
}
