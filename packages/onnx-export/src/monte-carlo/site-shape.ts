// The shape of one sample at a site, as far as it is known and needed.
import type { DropoutConfig } from '@dropkit/core';
import { isDrawn } from '../mask-graph/masked-site.js';
import { symbolicPlan } from '../mask-graph/symbolic-plan.js';
import type { Dimension } from '../model/value-info.js';

/** What is known of a site before the model runs. */
export interface SiteShape {
  /** Null where not even the rank is known. */
  readonly shape: readonly Dimension[] | null;
  /** Whether masks have anything to say, and so samples differ. */
  readonly isDrawing: boolean;
}

/**
 * Sizes are taken at run time, as those that files declare are not always true, unless the variant computes with them: then all but that of
 * the first axis.
 *
 * @throws RangeError when the variant computes with more than is known
 */
export function siteShape(config: DropoutConfig, declared: readonly Dimension[] | null): SiteShape {
  const open = declared?.map(() => null) ?? null;
  try {
    return withPlan(config, open);
  } catch (error) {
    if (!(error instanceof RangeError) || !declared) throw error;
    return withPlan(config, [null, ...declared.slice(1)]);
  }
}

function withPlan(config: DropoutConfig, shape: readonly Dimension[] | null): SiteShape {
  return { shape, isDrawing: isDrawn(symbolicPlan(config, shape, 'train').plan) };
}
