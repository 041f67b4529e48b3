// What the form for an edit begins with: places and a variant that go together.
import type { CandidateSite } from '@dropkit/onnx-export';

interface Start {
  readonly sites: readonly CandidateSite[];
  readonly variant: CandidateSite['variant'];
}

/** Behind activations, where dropout was first, else all places; of these the ones that most of them have their variant in common with. */
export function startOf(sites: readonly CandidateSite[]): Start {
  const activations = sites.filter(({ kinds }) => kinds.includes('activation'));
  const eligible = activations.length > 0 ? activations : sites;
  const variant = mostFrequent(eligible.map((site) => site.variant)) ?? 'dropout';
  return { sites: eligible.filter((site) => site.variant === variant), variant };
}

function mostFrequent<T>(values: readonly T[]): T | undefined {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts.keys()].sort((a, b) => counts.get(b)! - counts.get(a)!)[0];
}
