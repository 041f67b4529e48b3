// Cases about the target itself: it exists, it claims no less than is required, and its expected failures are real cases.

import type { Verdict } from './check/check.js';
import { provides } from './requirement.js';
import type { ConformanceTarget, SuiteCapabilities } from './target.js';

/** What each target must be able to do, unless it names its own list: without these the suite would prove nothing. */
const REQUIRED_BY_DEFAULT: readonly string[] = ['plan:select', 'dtype:float32'];

/** What a manifest case looks at. */
export interface ManifestFacts {
  readonly target: ConformanceTarget;
  /** Absent when the factory threw. */
  readonly capabilities: SuiteCapabilities | undefined;
  readonly createError: unknown;
  /** Ids that this target runs. */
  readonly applicable: ReadonlySet<string>;
}

/** A case that needs no call. */
export interface ManifestCase {
  readonly id: string;
  readonly description: string;
  readonly section: string;
  readonly judge: (facts: ManifestFacts) => Verdict;
}

/** All of them; they apply to every target. */
export const MANIFEST_CASES: readonly ManifestCase[] = [
  {
    id: 'manifest:created',
    description: 'The factory makes the target: a target that is missing fails',
    section: '12',
    judge: ({ capabilities, createError }) => (capabilities ? undefined : `the factory threw ${String(createError)}`),
  },
  {
    id: 'manifest:required',
    description: 'The manifest lists what is required',
    section: '12',
    judge: ({ target, capabilities }) => {
      if (!capabilities) return 'there is no manifest';
      const absent = (target.required ?? REQUIRED_BY_DEFAULT).filter((name) => !provides(capabilities, name));
      return absent.length ? `required, but not in the manifest: ${absent.join(', ')}` : undefined;
    },
  },
  {
    id: 'manifest:expectedFailures',
    description: 'Expected failures name cases that this target runs, and a reason',
    section: '12',
    judge: ({ target, applicable }) => {
      const wrong = (target.expectedFailures ?? []).filter(({ id, reason }) => !applicable.has(id) || !reason);
      return wrong.length ? `no such case to run, or no reason: ${wrong.map(({ id }) => id).join(', ')}` : undefined;
    },
  },
];
