// Feature alpha dropout: the alpha policy on whole channels, for convolutional SELU networks.
// Klambauer et al. (2017) with the granularity of spatial dropout, as PyTorch's FeatureAlphaDropout. SPEC sections 6 and 7.
import { alpha as alphaPolicy } from '../scaling/alpha.js';
import { bernoulli } from './bernoulli.js';
import { perChannel } from './mask-shapes.js';
import { type ConfigOf, variantSchema } from './schema.js';

const schema = variantSchema('featureAlpha', ['p', 'layout']);

/** One decision per sample and channel: [N, C, *] or [N, *, C], rank 3 to 5. */
export type FeatureAlphaConfig = ConfigOf<typeof schema>;

export const featureAlpha = bernoulli<FeatureAlphaConfig>({
  schema,
  maskShape: perChannel,
  policy: () => alphaPolicy,
});
