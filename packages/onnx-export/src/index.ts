export { GraphError, type GraphProblem, ModelFormatError, ModelSizeError, UpgradeError, type UpgradeProblem } from './errors.js';
export { type ExportOptions, exportVariant } from './export-variant.js';
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
export { upgradeOpset } from './upgrade/upgrade-opset.js';
