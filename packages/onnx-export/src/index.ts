export {
  GraphError,
  type GraphProblem,
  ModelFormatError,
  ModelSizeError,
  TilingError,
  type TilingProblem,
  UpgradeError,
  type UpgradeProblem,
  VerificationError,
} from './errors.js';
export { type ExportOptions, exportVariant } from './export-variant.js';
export { type FoldOptions, type FoldReport, fold } from './fold/fold.js';
export type { FoldedWeight, MultipliedValue } from './fold/folding.js';
export type { CandidateSite, SiteKind, SiteLayout } from './inspect/candidate-sites.js';
export type { DropoutFate, DropoutNode } from './inspect/dropout-nodes.js';
export {
  type ExternalTensor,
  type Inspection,
  inspect,
  type MaskRequirements,
  type ValueDescription,
} from './inspect/inspect.js';
export type { Dimension } from './model/value-info.js';
export type { VerifiedOutput } from './monte-carlo/compare-samples.js';
export { checkTiling, monteCarlo } from './monte-carlo/monte-carlo.js';
export type { MonteCarloOptions, MonteCarloOutput, MonteCarloReport } from './monte-carlo/options.js';
export { type Verification, type VerifyOptions, verifyMonteCarlo } from './monte-carlo/verify.js';
export type { MaskBackend, MasksOption } from './session/mask-backend.js';
export type { McPlan } from './session/mc-plan.js';
export type { McOutput, McResult } from './session/mc-result.js';
export { createMcSession, type McSession } from './session/mc-session.js';
export type { ClassesOption, McRunOptions, SampleAddress } from './session/run-options.js';
export type { Runtime, RuntimeSession, RuntimeSessionOptions, RuntimeTensor, RuntimeTensors } from './session/runtime.js';
export type { McSessionOptions } from './session/session-options.js';
export { type ActivateOptions, activate } from './surgery/activate.js';
export { insert } from './surgery/insert.js';
export { type NativeModel, type NativeOptions, native } from './surgery/native.js';
export type { EditOptions } from './surgery/options.js';
export type { MaskMode, ModeChoice } from './surgery/prepare.js';
export type { EditReport, SiteReport, SkippedSite } from './surgery/report.js';
export type { SiteChoice, SiteChoices, SiteFilter } from './surgery/site-choice.js';
export { type StripOptions, type StripReport, strip } from './surgery/strip.js';
export type { RemovedNode } from './surgery/strip-native.js';
export { upgradeOpset } from './upgrade/upgrade-opset.js';
