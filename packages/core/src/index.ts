export type { Address, AddressWords } from './address.js';
export { addressWords } from './address.js';
export type { Backend, Capabilities, DType, Operands } from './backend.js';
export type { Call } from './check-call.js';
export { checkInput, checkOperandNames, checkOperands, checkSupported, maskDecides } from './check-call.js';
export { checkCall, checkPlan } from './checks.js';
export { configSchema, parseConfig } from './config.js';
export { createDropout } from './create-dropout.js';
export { gradientPlan, tangentPlan } from './derivative.js';
export type { BackwardOptions, Dropout, DropoutContext, DropoutOptions, ForwardOptions } from './dropout-site.js';
export { checkObject, checkValue, DisposedError, errorText, rangeError, show, typeError, UnsupportedError } from './errors.js';
export type { FuseOptions } from './fuse.js';
export { fuse } from './fuse.js';
export { keepsLayer } from './keeps-layer.js';
export type { ConcreteFactors, ConcreteLayer, ConcretePrior, ConcreteRegularizer } from './loss/concrete-regularizer.js';
export { concreteFactors, concreteRegularizer } from './loss/concrete-regularizer.js';
export type { GaussianDropoutKl, GaussianDropoutKlOptions } from './loss/gaussian-dropout-kl.js';
export { gaussianDropoutKl } from './loss/gaussian-dropout-kl.js';
export { multiSampleAddresses, multiSampleMean } from './loss/multi-sample.js';
export type { RDrop } from './loss/r-drop.js';
export { rDrop } from './loss/r-drop.js';
export { lower } from './lower.js';
export { threshold } from './mask/bernoulli.js';
export { countedParts, coversParts } from './mask/block.js';
export { holesOf } from './mask/cutout.js';
export { isKept, keptCount, packMask } from './mask/packed.js';
export { realizedRate } from './mask/realized-rate.js';
export type { MaskIndexMap, Slice } from './mask-index-map.js';
export { bitMap, drawMap, indexAt } from './mask-index-map.js';
export type {
  Calibration,
  CalibrationAccumulator,
  CalibrationData,
  CalibrationOptions,
  ReliabilityBin,
} from './monte-carlo/calibration.js';
export { calibration, createCalibration, mergeCalibration } from './monte-carlo/calibration.js';
export type { ClassUncertainty, ClassUncertaintyAccumulator, ClassUncertaintyData } from './monte-carlo/class-uncertainty.js';
export { createClassUncertainty, mergeClassUncertainty } from './monte-carlo/class-uncertainty.js';
export type { EnsembleErrors } from './monte-carlo/disagreement.js';
export { disagreement, ensembleErrors } from './monte-carlo/disagreement.js';
export type { LogLikelihood, LogLikelihoodOptions } from './monte-carlo/log-likelihood.js';
export { createLogLikelihood } from './monte-carlo/log-likelihood.js';
export type { LogMeanExp, LogMeanExpData } from './monte-carlo/log-mean-exp.js';
export { createLogMeanExp, mergeLogMeanExp } from './monte-carlo/log-mean-exp.js';
export type { Moments, MomentsData } from './monte-carlo/moments.js';
export { createMoments, mergeMoments } from './monte-carlo/moments.js';
export type { MonteCarloOptions, StoppingRule } from './monte-carlo/monte-carlo.js';
export { monteCarlo } from './monte-carlo/monte-carlo.js';
export { normalQuantile } from './monte-carlo/normal-quantile.js';
export type { PredictiveInterval } from './monte-carlo/predictive-interval.js';
export { mixtureInterval, predictiveInterval } from './monte-carlo/predictive-interval.js';
export type { NegativeLogLikelihoodOptions } from './monte-carlo/proper-scores.js';
export { brierScore, negativeLogLikelihood } from './monte-carlo/proper-scores.js';
export type { RegressionUncertainty } from './monte-carlo/regression-uncertainty.js';
export { regressionUncertainty } from './monte-carlo/regression-uncertainty.js';
export type { RejectionCurve, RejectionOptions } from './monte-carlo/rejection-curve.js';
export { rejectionCurve } from './monte-carlo/rejection-curve.js';
export type { Votes, VotesData } from './monte-carlo/votes.js';
export { createVotes, mergeVotes } from './monte-carlo/votes.js';
export type {
  BlockPlan,
  ChoosePlan,
  ColumnSumsPlan,
  ConcretePlan,
  CutoutPlan,
  FusedPlan,
  IdentityPlan,
  MixPlan,
  NoisePlan,
  OperandName,
  Plan,
  PlanInput,
  PlanKind,
  RowsPlan,
  ScalePlan,
  SelectPlan,
  ZeroPlan,
} from './plan.js';
export {
  columnCount,
  DROP_ALL,
  elementCount,
  maskCount,
  maskWordCount,
  operandsOf,
  outputCount,
  ROW_BLOCK,
  scaledSelect,
} from './plan.js';
export { createReferenceBackend } from './reference-backend.js';
export { linearUniform, linearWord, normal } from './rng/linear-words.js';
export { philox4x32 } from './rng/philox4x32.js';
export { DIGITS, GROUP_SIZE, planarUniform } from './rng/planar-uniform.js';
export { rowPlan } from './row-plan.js';
export type { ScheduleFields } from './schedule/fields.js';
export type { Schedule, ScheduleName } from './schedule/kinds.js';
export type { DepthLinearSchedule } from './schedule/schedule.js';
export { applySchedule, layerPs, parseSchedule, scheduledP, scheduleSchema } from './schedule/schedule.js';
export type { Finding } from './site/advice/advise-dropout.js';
export { adviseDropout } from './site/advice/advise-dropout.js';
export type { LayerDescription, LayerKind, ModelDescription } from './site/advice/description.js';
export { LAYER_KINDS } from './site/advice/description.js';
export type { Severity } from './site/advice/rule.js';
export type { SiteFields } from './site/fields.js';
export type { ArchitectureName, Site, SiteSpec } from './site/sites.js';
export { siteSchema, sites } from './site/sites.js';
export { streamId } from './stream-id.js';
export type {
  DropConnectInferenceOptions,
  DroppedUnits,
  ExpectedBlocksOptions,
  GlmFamily,
  GlmPenaltyOptions,
  LinearRegressionLoss,
  LinearUnitMoments,
  LinearUnitOptions,
  MeanVariance,
  Scaling,
} from './theory/index.js';
export {
  alphaMoments,
  bernoulliNoise,
  concreteNoise,
  cutoutRate,
  depthMoments,
  dropBlockGamma,
  dropBlockRate,
  dropBlockRates,
  dropConnectInference,
  dropConnectMoments,
  dropoutPenalty,
  equivalentP,
  expectedBlocks,
  gaussianNoise,
  glmPenalty,
  jensenGap,
  linearRegressionLoss,
  linearUnitCovariance,
  linearUnitMoments,
  maskProbability,
  momentsOverMasks,
  normalizedGeometricMean,
  productMoments,
  shakeDropNoise,
  undecidedProbability,
  uniformNoise,
  zoneoutMoments,
} from './theory/index.js';
export type { Float16, FloatArray } from './typed-arrays.js';
export { dtypeOf } from './typed-arrays.js';
export type { AlphaConfig } from './variant/alpha.js';
export type { AttentionConfig } from './variant/attention.js';
export type { BernoulliConfig } from './variant/bernoulli-table.js';
export type { ConcreteConfig } from './variant/concrete.js';
export type { CutoutConfig } from './variant/cutout.js';
export type { DropBlockConfig } from './variant/drop-block.js';
export type { DropConnectConfig } from './variant/drop-connect.js';
export type { DropKeyConfig } from './variant/drop-key.js';
export type { DropPathConfig } from './variant/drop-path.js';
export type { DropoutVariantConfig } from './variant/dropout.js';
export type { EmbeddingConfig } from './variant/embedding.js';
export type { FeatureAlphaConfig } from './variant/feature-alpha.js';
export type { GaussianConfig } from './variant/gaussian.js';
export type { HeadConfig } from './variant/head.js';
export type { LayerDropConfig } from './variant/layer-drop.js';
export type { PerSampleConfig } from './variant/per-sample.js';
export type { RecurrentConfig } from './variant/recurrent.js';
export type { ShakeDropConfig } from './variant/shake-drop.js';
export type { SpatialConfig } from './variant/spatial.js';
export type { DropoutConfig, VariantName } from './variant/table.js';
export type { TokenConfig } from './variant/token.js';
export type { UniformConfig } from './variant/uniform.js';
export type { Phase } from './variant/variant.js';
export type { VariationalConfig } from './variant/variational.js';
export type { VariationalGaussianConfig } from './variant/variational-gaussian.js';
export type { WeightDropConfig } from './variant/weight-drop.js';
export type { ZoneoutConfig } from './variant/zoneout.js';
