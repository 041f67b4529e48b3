// What the page and its worker say to each other. Models travel as blobs: a file of gigabytes is not copied until it is read.
import type { DropoutConfig } from '@dropkit/core';
import type { EditOptions, EditReport, Inspection, MaskMode, McPlan, SiteFilter } from '@dropkit/onnx-export';
import type { OutputDraws } from './draws.js';
import type { Plain } from './plain.js';

/** How an input is filled. */
export type Fill = 'normal' | 'uniform' | 'values';

/** One input of a model, as somebody chose it. */
export interface InputChoice {
  readonly name: string;
  readonly elementType: string;
  readonly dims: readonly number[];
  /** Axes whose size is made up: neither the file nor anybody said it. */
  readonly open?: readonly number[];
  readonly fill: Fill;
  /** As typed: one number for all elements, or one for each. */
  readonly values: string;
}

/** The element type of values of which a model does not tell it. */
export type Dtype = NonNullable<EditOptions['dtype']>;

/** A Monte Carlo run of a model with dropout, and of the file that it was made from. */
export interface SampleOrder {
  readonly original: Blob;
  readonly edited: Blob;
  /** How masks come into it. */
  readonly mode: MaskMode;
  readonly inputs: readonly InputChoice[];
  readonly inputSeed: number;
  readonly samples: number;
  /** Of the masks, as typed. */
  readonly seed: string;
}

/** All that the worker does: what each order is given and gives. */
export interface Orders {
  inspect: { given: { readonly model: Blob }; gives: Inspection };
  insert: {
    given: {
      readonly model: Blob;
      readonly sites: readonly SiteFilter[];
      readonly config: DropoutConfig;
      readonly dtype?: Dtype;
    };
    gives: Edit;
  };
  activate: { given: { readonly model: Blob; readonly dtype?: Dtype }; gives: Edit };
  strip: { given: { readonly edited: Blob; readonly original: Blob }; gives: Stripped };
  sample: { given: SampleOrder; gives: Sampled };
}

export type OrderName = keyof Orders;

/** A model with dropout and what was done for it. */
export interface Edit {
  readonly model: Blob;
  readonly report: EditReport;
}

/** What stripping gave. */
export interface Stripped {
  readonly size: number;
  /** Whether it is the file that was chosen, byte by byte. */
  readonly isOriginal: boolean;
  /** Dropout nodes of the file itself that went too. */
  readonly removed: number;
}

/** What a Monte Carlo run gave. */
export interface Sampled {
  readonly outputs: readonly SampledOutput[];
  /** With the sizes that the model ran with. */
  readonly inputs: readonly InputChoice[];
  /** How often the file as it is was run beside it. */
  readonly plainRuns: number;
  readonly samples: number;
  readonly milliseconds: number;
  /** How samples were taken, and why so. */
  readonly plan: McPlan;
}

/** One output: statistics of all of its elements, and what its first ones were in each sample. */
export interface SampledOutput extends OutputDraws {
  readonly name: string;
  readonly dims: readonly number[];
  readonly mean: Float64Array;
  readonly deviation: Float64Array;
  readonly plain: Plain;
}

/** From the page. */
export interface OrderMessage<N extends OrderName = OrderName> {
  readonly id: number;
  readonly name: N;
  readonly given: Orders[N]['given'];
}

/** From the worker: one of these. */
export type AnswerMessage =
  | { readonly id: number; readonly result: Orders[OrderName]['gives'] }
  | { readonly id: number; readonly error: string }
  | { readonly id: number; readonly progress: Progress };

/** How far it is. */
export interface Progress {
  readonly what: string;
  readonly done: number;
  readonly total: number;
}
