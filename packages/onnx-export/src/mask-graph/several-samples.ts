// A dropout site that draws several samples at once. The value is [T * N, ...], all samples one behind the other, or [N, ...] where they
// have the same so far; each sample gets the mask that it would get alone: that of its own step, for the shape [N, ...].
import type { DropoutConfig } from '@dropkit/core';
import type { Node } from '../model/node.js';
import type { Body } from './body.js';
import type { MaskGraph } from './mask-graph.js';
import { isDrawn, maskedSite, type SiteOptions } from './masked-site.js';
import { concat, rowCount } from './plan-site.js';
import { symbolicPlan } from './symbolic-plan.js';

/** What such a site is; `shape` is that of one sample. */
export interface SeveralOptions extends Pick<SiteOptions, 'input' | 'shape' | 'type' | 'stream'> {
  readonly output: string;
  /** int64[1], the number of samples T: that of the graph's steps. */
  readonly count: string;
  /** Whether the input has all samples already. */
  readonly isSampled: boolean;
  /** Gives what is kept, in the shape of the output, this name. */
  readonly mask?: string | undefined;
}

/** What it adds to a graph. */
export interface SeveralSite {
  readonly nodes: readonly Node[];
  /** Whether the output has all samples: not where nothing is drawn and the input has one. */
  readonly isSampled: boolean;
}

const ALLOW_ZERO = { allowzero: { i: 1 } } as const;

/**
 * The nodes of a site for T samples.
 *
 * @throws RangeError, UnsupportedError as `maskedSite` does
 */
export function severalSamples(graph: MaskGraph, config: DropoutConfig, options: SeveralOptions): SeveralSite {
  const { count, isSampled, mask, output, ...site } = options;
  const [before, after] = [graph.site(), graph.site()];
  const kept = mask === undefined ? undefined : after.names.fresh();
  const keeping = kept === undefined ? {} : { kept };
  if (!isDrawn(symbolicPlan(config, options.shape, 'train').plan)) {
    const { nodes } = maskedSite(graph, config, { ...site, ...keeping, output });
    if (kept !== undefined) after.append('Expand', [kept, after.op('Shape', [output])], [mask!]);
    return { nodes: [...nodes, ...after.nodes], isSampled };
  }
  const sampling = { count, shape: isSampled ? shapeOfOne(before, site.input, count) : before.op('Shape', [site.input]) };
  const all = concat(before, count, sampling.shape);
  const input = isSampled ? before.op('Reshape', [site.input, all], ALLOW_ZERO) : site.input;
  const made = maskedSite(graph, config, { ...site, ...keeping, input, sampling });
  const behind = concat(
    after,
    rowCount({ body: after, x: input, sampling }),
    after.op('Shape', [input], start(isSampled ? 2 : 1)),
  );
  after.append('Reshape', [made.output, behind], [output], ALLOW_ZERO);
  if (kept !== undefined) after.append('Reshape', [after.op('Expand', [kept, all]), behind], [mask!], ALLOW_ZERO);
  return { nodes: [...before.nodes, ...made.nodes, ...after.nodes], isSampled: true };
}

/** int64 vector: [N, ...] of a value [T * N, ...]. */
function shapeOfOne(body: Body, value: string, count: string): string {
  const rows = body.op('Div', [body.op('Shape', [value], { ...start(0), end: { i: 1 } }), count]);
  return concat(body, rows, body.op('Shape', [value], start(1)));
}

function start(i: number) {
  return { start: { i } };
}
