// For one address masks are nested: what p drops, every larger p drops too (SPEC section 4).
import type { DropoutConfig } from '@dropkit/core';
import { findDifference } from '../compare/diff.js';
import { requireConfig } from '../subject.js';
import { firstOf, type RunCheck, type Verdict } from './check.js';
import { observeKeep } from './observe.js';

/** Draws with growing p and looks for elements that come back. */
export const runNested: RunCheck<'nested'> = async ({ driver }, subject, { ps }) => {
  const whole = requireConfig(subject);
  const keeps: Uint8Array[] = [];
  for (const p of ps) keeps.push(await observeKeep(driver, { ...whole, config: { ...whole.config, p } as DropoutConfig }));
  return firstOf(...ps.slice(1).map((p, n) => comesBack(keeps[n], keeps[n + 1], ps[n], p)));
};

function comesBack(lower: Uint8Array, higher: Uint8Array, p: number, larger: number): Verdict {
  const found = findDifference(lower.length, (i) => higher[i] <= lower[i]);
  return (
    found &&
    `${found.badCount} of ${found.length} elements are dropped at p = ${p} but kept at p = ${larger}, the first at index ${found.firstBad}`
  );
}
