export { GraphError, type GraphProblem, ModelFormatError, ModelSizeError, UpgradeError, type UpgradeProblem } from './errors.js';
export { upgradeOpset } from './upgrade/upgrade-opset.js';
