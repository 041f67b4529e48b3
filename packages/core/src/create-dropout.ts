// A dropout layer for those who have no framework, of any variant.
import { type Dropout, type DropoutOptions, dropoutSite } from './dropout-site.js';
import { fuse } from './fuse.js';
import { CATALOG, type DropoutConfig, type ExactConfig } from './variant/table.js';

/**
 * Creates a dropout site.
 *
 * @throws what `parseConfig` throws; TypeError or RangeError for a missing backend, a bad seed, stream or step, an unknown option
 * @example
 * const dropout = createDropout({ variant: 'dropout', p: 0.5 }, { backend, seed: 42, stream: 'encoder.0.mlp' });
 * const { y, ctx } = dropout.forward(x, [32, 128]);
 * const dx = dropout.backward(dy, ctx);
 */
export function createDropout<Buffer, Mask = Uint32Array, Config extends DropoutConfig = DropoutConfig>(
  config: Config & ExactConfig<Config>,
  options: DropoutOptions<Buffer, Mask>,
): Dropout<Buffer, Mask, Config> {
  return dropoutSite<Buffer, Mask, DropoutConfig, Config>(CATALOG, config, options, fuse);
}
