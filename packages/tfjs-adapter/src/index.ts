export type { HostBackend } from './cpu-backend.js';
export { AlphaDropout, FeatureAlphaDropout, type FeatureAlphaDropoutArgs } from './layers/alpha-dropout.js';
export type { DataFormat } from './layers/data-format.js';
export { DropPath, type DropPathArgs } from './layers/drop-path.js';
export { Dropout, type DropoutArgs, type Scaling } from './layers/dropout.js';
export { DropoutLayer, type DropoutLayerArgs, type TfLayerArgs } from './layers/dropout-layer.js';
export { layers } from './layers/layers.js';
export { registerLayers } from './layers/register.js';
export type { Seed } from './layers/seed.js';
export {
  SpatialDropout1D,
  SpatialDropout2D,
  SpatialDropout3D,
  type SpatialDropoutArgs,
} from './layers/spatial-dropout.js';
export { TokenDropout, type TokenDropoutArgs } from './layers/token-dropout.js';
export type { McPredictOptions } from './monte-carlo/mc-options.js';
export { type McPrediction, mcPredict } from './monte-carlo/mc-predict.js';
export { type DropoutOpOptions, dropout } from './op/dropout.js';
