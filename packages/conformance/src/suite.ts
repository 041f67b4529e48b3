// The suite of one target: which cases apply, and running them one by one or all together. No test framework inside.
import { type Backend, createReferenceBackend, type FloatArray } from '@dropkit/core';
import type { Case } from './case.js';
import { CASES } from './cases/index.js';
import type { Verdict } from './check/check.js';
import { runCase } from './check/index.js';
import { driveAdapter } from './driver/adapter-driver.js';
import { driveBackend } from './driver/backend-driver.js';
import type { Driver } from './driver/driver.js';
import { MANIFEST_CASES, type ManifestFacts } from './manifest.js';
import { type CaseResult, ConformanceError, type NotApplicable, type Report, reportOf } from './report.js';
import { provides, requirementsOf } from './requirement.js';
import type { AnyBackend, ConformanceTarget, SuiteCapabilities } from './target.js';

/** One runnable case, for a test framework's table. */
export interface SuiteCase {
  readonly id: string;
  readonly description: string;
  /** Section of the specification. */
  readonly section: string;
}

/** The suite of one target. */
export interface Suite {
  readonly name: string;
  /** What this target runs; one test each. */
  readonly cases: readonly SuiteCase[];
  /** What it does not run, each with the capabilities that are missing. */
  readonly notApplicable: readonly NotApplicable[];
  /** The missing capabilities, sorted, each once: pin them in a test, so that none is lost in silence. */
  readonly missing: readonly string[];
  /** Runs one case. Never rejects for a failure of the target. */
  run(id: string): Promise<CaseResult>;
  /** Runs one case and throws a ConformanceError when it fails, or when an expected failure passes. */
  check(id: string): Promise<void>;
  /** Runs all of `cases` in order. */
  runAll(onResult?: (result: CaseResult) => void): Promise<Report>;
  /** Disposes the target. */
  dispose(): Promise<void>;
}

/**
 * Creates a target's suite: calls its factory once and reads its manifest. A factory that throws does not throw here:
 * then every case fails with its error.
 *
 * @example
 * const suite = await createSuite({ name: 'my-backend', create: () => createMyBackend() });
 * describe(suite.name, () => {
 *   for (const { id } of suite.cases) it(id, () => suite.check(id));
 *   it('lacks nothing', () => expect(suite.missing).toEqual([]));
 * });
 */
export function createSuite<B extends AnyBackend, Buffer>(target: ConformanceTarget<B, Buffer>): Promise<Suite> {
  return openSuite(target as unknown as ConformanceTarget); // the suite never looks into B's buffers
}

async function openSuite(target: ConformanceTarget): Promise<Suite> {
  const { driver, createError } = await tryDrive(target);
  const { applicable, notApplicable } = select(driver?.capabilities);
  const ids = new Set(applicable.map(({ id }) => id));
  const facts: ManifestFacts = { target, capabilities: driver?.capabilities, createError, applicable: ids };
  const reference = createReferenceBackend();
  const expected = new Map(target.expectedFailures?.map(({ id, reason }) => [id, reason]));
  const cases = [...MANIFEST_CASES, ...applicable].map(({ id, description, section }) => ({ id, description, section }));

  const run = async (id: string): Promise<CaseResult> =>
    resultOf(id, await verdictOf(id, target, driver, reference, facts), expected.get(id));
  return {
    name: target.name,
    cases,
    notApplicable,
    missing: [...new Set(notApplicable.flatMap(({ missing }) => missing))].sort(),
    run,
    check: async (id) => {
      const { status, message } = await run(id);
      if (status === 'failed') throw new ConformanceError(`${id}: ${message}`);
    },
    runAll: async (onResult) => {
      const results: CaseResult[] = [];
      for (const { id } of cases) {
        results.push(await run(id));
        onResult?.(results[results.length - 1]);
      }
      return reportOf(target.name, results, notApplicable);
    },
    dispose: async () => driver?.dispose(),
  };
}

function drive(target: ConformanceTarget): Promise<Driver> {
  return 'create' in target ? driveBackend(target) : driveAdapter(target);
}

async function tryDrive(target: ConformanceTarget): Promise<{ driver?: Driver; createError?: unknown }> {
  try {
    return { driver: await drive(target) };
  } catch (createError) {
    return { createError };
  }
}

/** Without a manifest everything applies, so that a missing target fails everywhere. */
function select(capabilities: SuiteCapabilities | undefined): { applicable: Case[]; notApplicable: NotApplicable[] } {
  const applicable: Case[] = [];
  const notApplicable: NotApplicable[] = [];
  for (const one of CASES) {
    const missing = capabilities ? requirementsOf(one).filter((name) => !provides(capabilities, name)) : [];
    if (missing.length > 0) notApplicable.push({ id: one.id, missing });
    else applicable.push(one);
  }
  return { applicable, notApplicable };
}

const CASES_BY_ID: ReadonlyMap<string, Case> = new Map(CASES.map((one) => [one.id, one]));

async function verdictOf(
  id: string,
  target: ConformanceTarget,
  driver: Driver | undefined,
  reference: Backend<FloatArray>,
  facts: ManifestFacts,
): Promise<Verdict> {
  const about = MANIFEST_CASES.find((one) => one.id === id);
  if (about) return about.judge(facts);
  const one = CASES_BY_ID.get(id);
  if (!one) throw new RangeError(`[@dropkit/conformance] run: "id" expected the id of a case, got ${JSON.stringify(id)}.`);
  if (!driver) return `the factory threw ${String(facts.createError)}`;
  try {
    // The one check that ends its target's life gets a target of its own.
    return await runCase({ driver: one.check.kind === 'disposed' ? await drive(target) : driver, reference }, one);
  } catch (error) {
    return `threw ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
  }
}

function resultOf(id: string, verdict: Verdict, reason: string | undefined): CaseResult {
  if (reason === undefined) return verdict === undefined ? { id, status: 'passed' } : { id, status: 'failed', message: verdict };
  if (verdict !== undefined) return { id, status: 'expectedFailure', message: reason };
  return { id, status: 'failed', message: `is expected to fail (${reason}), but passes: remove it from expectedFailures` };
}
