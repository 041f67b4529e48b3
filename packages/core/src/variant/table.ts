// All variants by name. A new variant is a file beside this one and a line here.
import { type AlphaConfig, alpha } from './alpha.js';
import { type DropConnectConfig, dropConnect } from './drop-connect.js';
import { type DropPathConfig, dropPath } from './drop-path.js';
import { type DropoutVariantConfig, dropout } from './dropout.js';
import { type EmbeddingConfig, embedding } from './embedding.js';
import { type FeatureAlphaConfig, featureAlpha } from './feature-alpha.js';
import { type HeadConfig, head } from './head.js';
import { type LayerDropConfig, layerDrop } from './layer-drop.js';
import { type SpatialConfig, spatial } from './spatial.js';
import { type TokenConfig, token } from './token.js';
import type { Variant } from './variant.js';
import { type VariationalConfig, variational } from './variational.js';

/** A dropout config: plain JSON that round-trips exactly. Fields that are left out keep their default and stay out. */
export type DropoutConfig =
  | DropoutVariantConfig
  | SpatialConfig
  | VariationalConfig
  | TokenConfig
  | EmbeddingConfig
  | HeadConfig
  | DropPathConfig
  | LayerDropConfig
  | DropConnectConfig
  | AlphaConfig
  | FeatureAlphaConfig;

/** The names that `variant` may take. */
export type VariantName = DropoutConfig['variant'];

type Table = { readonly [C in DropoutConfig as C['variant']]: Variant<C> };

export const VARIANTS: Table = {
  dropout,
  spatial,
  variational,
  token,
  embedding,
  head,
  dropPath,
  layerDrop,
  dropConnect,
  alpha,
  featureAlpha,
};

/** The variant that a checked config names. */
export function variantOf(config: DropoutConfig): Variant<DropoutConfig> {
  return VARIANTS[config.variant] as Variant<DropoutConfig>;
}
