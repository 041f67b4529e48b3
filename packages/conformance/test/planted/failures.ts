// What the panels say to a backend with replaced parts.
import { createSuite } from '../../src/index.js';
import { PANEL } from './panel.js';
import type { Parts } from './parts.js';
import { createReadableBackend } from './readable-backend.js';
import { SAMPLER_PANEL } from './sampler-panel.js';

/** The ids of a panel that fail; both panels of what is not fused unless said otherwise. */
export async function failuresOf(
  changes: Partial<Parts>,
  panel: readonly string[] = [...PANEL, ...SAMPLER_PANEL],
): Promise<string[]> {
  const suite = await createSuite({ name: 'planted', create: () => createReadableBackend(changes) });
  const failed: string[] = [];
  for (const id of panel) if ((await suite.run(id)).status === 'failed') failed.push(id);
  return failed;
}
