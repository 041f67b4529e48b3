// What a session needs of onnxruntime: the parts that onnxruntime-web and onnxruntime-node have in common, so that neither is a dependency.

/** A tensor of the runtime; `data` is only there while it is on the CPU. */
export interface RuntimeTensor {
  readonly type: string;
  readonly dims: readonly number[];
  readonly location?: string;
  readonly data: unknown;
  getData?(releaseData?: boolean): Promise<unknown>;
  dispose?(): void;
}

/** Tensors by the names of inputs or outputs. */
export type RuntimeTensors = Readonly<Record<string, RuntimeTensor>>;

/** A session of the runtime. */
export interface RuntimeSession {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  run(feeds: RuntimeTensors, fetches: readonly string[]): Promise<RuntimeTensors>;
  release(): Promise<void>;
}

/** What goes to the runtime's `InferenceSession.create`; what is not named here is passed on as it is. */
export interface RuntimeSessionOptions {
  readonly executionProviders?: readonly (string | { readonly name: string })[];
  readonly extra?: Readonly<Record<string, unknown>>;
  readonly [option: string]: unknown;
}

/** The module object of onnxruntime-web (any of its entries) or onnxruntime-node: `import * as ort from 'onnxruntime-web'`. */
export interface Runtime {
  readonly InferenceSession: {
    // biome-ignore lint/suspicious/noExplicitAny: each version of the runtime has options of its own
    create(model: Uint8Array, options?: any): Promise<RuntimeSession>;
  };
  readonly Tensor: {
    // biome-ignore lint/suspicious/noExplicitAny: the runtime has an overload for each element type
    new (type: any, data: any, dims?: readonly number[]): RuntimeTensor;
    // biome-ignore lint/suspicious/noExplicitAny: onnxruntime-node has the types of another library for buffers
    fromGpuBuffer?(buffer: any, options: any): RuntimeTensor;
  };
  readonly env?: { readonly webgpu?: { readonly device?: unknown } };
}

/** Whether sessions with these options run on a GPU through WebGPU. */
export function isOnWebGpu({ executionProviders = [] }: RuntimeSessionOptions): boolean {
  return executionProviders.some((provider) => (typeof provider === 'string' ? provider : provider.name) === 'webgpu');
}

/** The first execution provider that is asked for. */
export function providerName({ executionProviders = [] }: RuntimeSessionOptions): string {
  const [first] = executionProviders;
  if (first === undefined) return 'default';
  return typeof first === 'string' ? first : first.name;
}
