export { GraphError, type GraphProblem, ModelFormatError, ModelSizeError, UpgradeError, type UpgradeProblem } from './errors.js';
