// What became of the cases, as data.

/** Outcome of one case. Only `passed` and `expectedFailure` are good. */
export type Status = 'passed' | 'failed' | 'expectedFailure';

/** One case, run. */
export interface CaseResult {
  readonly id: string;
  readonly status: Status;
  /** Text of the failure, or the reason of an expected one. */
  readonly message?: string;
}

/** A case that asks for more than the manifest lists. */
export interface NotApplicable {
  readonly id: string;
  /** The capabilities that are missing, such as `dtype:float16`; at least one. */
  readonly missing: readonly string[];
}

/** A whole run. `passed + failed + expectedFailures + notApplicable.length` is the number of all cases. */
export interface Report {
  readonly target: string;
  readonly passed: number;
  readonly failed: number;
  readonly expectedFailures: number;
  readonly notApplicable: readonly NotApplicable[];
  readonly results: readonly CaseResult[];
}

/** A case of the suite failed; the message starts with its id. */
export class ConformanceError extends Error {
  override readonly name = 'ConformanceError';
}

/** Adds up results. */
export function reportOf(target: string, results: readonly CaseResult[], notApplicable: readonly NotApplicable[]): Report {
  const count = (status: Status) => results.filter((result) => result.status === status).length;
  return {
    target,
    passed: count('passed'),
    failed: count('failed'),
    expectedFailures: count('expectedFailure'),
    notApplicable,
    results,
  };
}
