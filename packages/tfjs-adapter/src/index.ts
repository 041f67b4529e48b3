export type { HostBackend } from './cpu-backend.js';
export { ActivationDropout } from './layers/activation-dropout.js';
export { AlphaDropout, FeatureAlphaDropout, type FeatureAlphaDropoutArgs } from './layers/alpha-dropout.js';
export {
  AttentionDropout,
  type AttentionDropoutArgs,
  DropKey,
  type DropKeyArgs,
  HeadDropout,
  type HeadDropoutArgs,
} from './layers/attention-dropout.js';
export { Cutout, type CutoutArgs } from './layers/cutout.js';
export type { DataFormat } from './layers/data-format.js';
export { DropBlock1D, DropBlock2D, DropBlock3D, type DropBlockArgs } from './layers/drop-block.js';
export { DropPath, type DropPathArgs } from './layers/drop-path.js';
export { Dropout, type DropoutArgs, type NoiseShape, type Scaling } from './layers/dropout.js';
export { DropoutLayer, type DropoutLayerArgs, type SiteArgs, type TfLayerArgs } from './layers/dropout-layer.js';
export { layers } from './layers/layers.js';
export { GaussianDropout, type GaussianDropoutArgs, UniformDropout, type UniformDropoutArgs } from './layers/noise-dropout.js';
export { type RegisterOptions, registerLayers } from './layers/register.js';
export { type DropoutSite, isDropoutSite } from './layers/sampling.js';
export type { Seed } from './layers/seed.js';
export { ShakeDrop, type ShakeDropArgs } from './layers/shake-drop.js';
export {
  SpatialDropout1D,
  SpatialDropout2D,
  SpatialDropout3D,
  type SpatialDropoutArgs,
} from './layers/spatial-dropout.js';
export { StochasticDepth } from './layers/stochastic-depth.js';
export { TokenDropout, type TokenDropoutArgs } from './layers/token-dropout.js';
export { VariationalDropout, type VariationalDropoutArgs } from './layers/variational-dropout.js';
export { checkStreams } from './model/check-streams.js';
export { type Conversion, convertDropout } from './model/convert-dropout.js';
export type { ConvertOptions, InsertRule } from './model/convert-options.js';
export type { LayerSite, LayerSpec } from './model/layer-spec.js';
export { removeDropout } from './model/remove-dropout.js';
export type { ConversionReport, ConversionSite } from './model/report.js';
export type { ClassesOption } from './monte-carlo/mc-checks.js';
export type { McPredictOptions } from './monte-carlo/mc-options.js';
export { type McOutput, type McPrediction, mcPredict } from './monte-carlo/mc-predict.js';
export { registerKernels } from './op/apply-plan.js';
export { type DropoutOpOptions, dropout } from './op/dropout.js';
export {
  DropoutBidirectional,
  type DropoutBidirectionalArgs,
  type MergeMode,
} from './recurrent/bidirectional.js';
export { DropoutCell, type DropoutCellArgs } from './recurrent/dropout-cell.js';
export { DropoutRNN } from './recurrent/rnn.js';
export { VariationalCell, type VariationalCellArgs } from './recurrent/variational-cell.js';
export { ZoneoutCell, type ZoneoutCellArgs } from './recurrent/zoneout-cell.js';
export {
  DropoutSchedule,
  type DropoutScheduleOptions,
  type DropoutScheduleTarget,
  dropoutSchedule,
} from './schedule/dropout-schedule.js';
export { ConcreteDropout, type ConcreteDropoutArgs } from './wrappers/concrete-dropout.js';
export { DropoutWrapper, type DropoutWrapperArgs } from './wrappers/dropout-wrapper.js';
export { LayerDrop } from './wrappers/layer-drop.js';
export { DropConnect, EmbeddingDropout, WeightDrop, type WeightDropoutArgs } from './wrappers/weight-dropout.js';
