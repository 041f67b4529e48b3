// What insert and activate say about what they did. Plain data: it can be written as JSON.
import type { DropoutConfig } from '@dropkit/core';
import type { UpgradeProblem } from '../errors.js';
import type { Dimension } from '../model/value-info.js';
import type { MaskMode } from './prepare.js';

/** One dropout site of the edited model. */
export interface SiteReport {
  /** The name whose `streamId` the stream is, unless a number was given. */
  readonly name: string;
  /** The value that others take, after dropout. */
  readonly value: string;
  /** Where it is in the model that was given: `graph`, or the path of a body, as `inspect` says it. */
  readonly scope: string;
  readonly stream: number;
  readonly config: DropoutConfig;
  readonly elementType: string;
  /** As far as it is known before the model runs; null for that of a tensor whose rank is unknown. */
  readonly maskShape: readonly Dimension[] | null;
  /** The input that its mask is, in modes with masks as inputs. */
  readonly maskInput: string | null;
}

/** A place that a pattern, an operator or a filter met, and that was left as it is. */
export interface SkippedSite {
  readonly value: string;
  readonly scope: string;
  readonly reason: string;
}

/** What `insert` or `activate` did. */
export interface EditReport {
  readonly mode: MaskMode;
  /** Names of the inputs to feed with the address: uint64 and uint32 scalars. Null when masks are inputs. */
  readonly address: { readonly seed: string; readonly step: string } | null;
  /** All inputs that the model did not have before. */
  readonly newInputs: readonly string[];
  readonly sites: readonly SiteReport[];
  readonly skipped: readonly SkippedSite[];
  /** Inputs of the model that nothing takes any more, such as a training_mode. They stay, since callers feed them. */
  readonly unusedInputs: readonly string[];
  readonly opset: { readonly before: number; readonly after: number };
  readonly irVersion: { readonly before: number; readonly after: number };
  /** Why the opset could not be upgraded, when masks became inputs for it. */
  readonly upgradeProblems: readonly UpgradeProblem[];
}
