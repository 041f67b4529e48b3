// Bugs in fused plans: each is caught by the cases that are named for it, and by no others of any panel.
import { describe, expect, it } from 'vitest';
import { failuresOf } from './planted/failures.js';
import { FUSED_BUGS } from './planted/fused-bugs.js';
import { FUSED_PANEL } from './planted/fused-panel.js';
import { PANEL } from './planted/panel.js';
import { SAMPLER_PANEL } from './planted/sampler-panel.js';

describe('planted bugs of fused plans', () => {
  const panel = [...PANEL, ...SAMPLER_PANEL, ...FUSED_PANEL];
  it('control: the healthy backend passes', async () => {
    expect(await failuresOf({}, FUSED_PANEL)).toEqual([]);
  });
  it.each(FUSED_BUGS)('$name', async ({ changes, caught }) => {
    expect(caught).not.toEqual([]);
    expect(new Set(await failuresOf(changes, panel))).toEqual(new Set(caught));
  });
});
