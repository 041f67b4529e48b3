// What a plan becomes before anything touches the device: a list of dispatches, as plain data with buffers in it.

/** A kernel: its name, and its WGSL but for how tensors are stored. */
export interface Kernel {
  /** Name of the entry point, and part of all labels. */
  readonly name: string;
  /** Pieces of it; some differ by how tensors are stored. */
  readonly sources: readonly (string | Readonly<Record<Store, string>>)[];
}

/** How tensor elements lie in buffers; names the WGSL that reads and writes them. */
export type Store = 'float32' | 'float32-ragged' | 'float16' | 'float16-ragged';

/** A part of a buffer, in bytes. */
export interface Range {
  readonly buffer: GPUBuffer;
  readonly offset: number;
  readonly size: number;
}

/** What a binding holds: a part of a buffer, or words that travel with the parameters. */
export type Binding = Range | Uint32Array;

/** One dispatch of one kernel. */
export interface Dispatch {
  readonly kernel: Kernel;
  /** Absent for kernels that touch no tensor. */
  readonly store?: Store;
  /** `override` constants that are not false. */
  readonly constants: readonly string[];
  /** The uniform at binding 0. */
  readonly params: Uint32Array;
  /** By number; binding 0 is not among them. */
  readonly bindings: Readonly<Record<number, Binding>>;
  readonly threads: number;
}

/** A number of bits, elements or words, and the first of them. */
export interface Span {
  readonly first: number;
  readonly count: number;
}
