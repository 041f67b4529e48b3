// Errors of this package: named classes for situations, with the place as data. Wrong arguments are core's TypeError and RangeError.
import { rangeError as coreRangeError, errorText, show } from '@dropkit/core';

const PACKAGE = 'onnx-export';

/** The bytes are no ONNX model, or a damaged one. */
export class ModelFormatError extends Error {
  override readonly name = 'ModelFormatError';

  /**
   * @param path the damaged place, such as `graph.node[3].attribute[0]`; empty for the file itself
   * @param offset where in the file, in bytes from its start
   * @param expected what should be there
   * @param actual what is there
   */
  constructor(
    readonly path: string,
    readonly offset: number,
    expected: string,
    actual: string,
    advice = '',
  ) {
    super(errorText(PACKAGE, 'read', path || 'model', expected, `${actual} at byte ${offset}`, advice));
  }
}

/** A model larger than a protobuf message can be. */
export class ModelSizeError extends Error {
  override readonly name = 'ModelSizeError';

  /** @param bytes the size that was asked for */
  constructor(
    operation: 'read' | 'write',
    readonly bytes: number,
  ) {
    const advice = 'Keep large weights as external data.';
    super(errorText(PACKAGE, operation, 'model', 'less than 2 GiB, the limit of protobuf', `${bytes} bytes`, advice));
  }
}

/** What is wrong with a graph: a name that nothing defines, a name defined twice, or values that need themselves. */
export type GraphProblem = 'dangling' | 'duplicate' | 'cycle';

/** A graph that cannot run, whatever its bytes. */
export class GraphError extends Error {
  override readonly name = 'GraphError';

  /**
   * @param problem what is wrong
   * @param value the name of the value that it is about
   * @param place the node or graph, such as `graph.node[3]`
   */
  constructor(
    readonly problem: GraphProblem,
    readonly value: string,
    readonly place: string,
  ) {
    super(`[@dropkit/${PACKAGE}] graph: "${place}" expected ${GRAPH_PROBLEMS[problem]}, got ${JSON.stringify(value)}.`);
  }
}

const GRAPH_PROBLEMS: Readonly<Record<GraphProblem, string>> = {
  dangling: 'inputs that a graph input, an initializer or a node defines',
  duplicate: 'a name of its own for each value',
  cycle: 'nodes that do not need their own outputs',
};

/** One thing that `upgradeOpset` cannot express in the newer opset. */
export interface UpgradeProblem {
  /** The node, such as `graph.node[3]`, or the part of the model. */
  readonly place: string;
  /** The node's operator; empty when it is not about a node. */
  readonly op: string;
  /** The opset whose change cannot be followed. */
  readonly opset: number;
  readonly reason: string;
}

/** A model that cannot be upgraded; `problems` lists all reasons, so that a way without an upgrade can be chosen. */
export class UpgradeError extends Error {
  override readonly name = 'UpgradeError';

  constructor(
    readonly target: number,
    readonly problems: readonly UpgradeProblem[],
  ) {
    super(`[@dropkit/${PACKAGE}] upgradeOpset: opset ${target} cannot say what this model does: ${shownProblems(problems)}.`);
  }
}

/** One reason why several samples cannot be computed in one run. */
export interface TilingProblem {
  /** The node, such as `graph.node[3]`, or the part of the model. */
  readonly place: string;
  /** The node's operator; empty when it is not about a node. */
  readonly op: string;
  readonly reason: string;
}

/** A model whose samples would not stay apart in one run; `problems` lists all reasons. Separate runs are the way then. */
export class TilingError extends Error {
  override readonly name = 'TilingError';

  constructor(readonly problems: readonly TilingProblem[]) {
    super(`[@dropkit/${PACKAGE}] monteCarlo: samples would not stay apart in one run: ${shownProblems(problems)}.`);
  }
}

/** A model whose samples of one run are not those of separate runs. */
export class VerificationError extends Error {
  override readonly name = 'VerificationError';

  /**
   * @param output the output that differs
   * @param largestDifference as a part of its largest value
   * @param tolerance the most that would be rounding
   */
  constructor(
    readonly output: string,
    readonly largestDifference: number,
    readonly tolerance: number,
  ) {
    const expected = `samples within ${tolerance} of those of separate runs`;
    super(
      errorText(
        PACKAGE,
        'verifyMonteCarlo',
        output,
        expected,
        `${largestDifference}`,
        'Use separate runs, and report the model.',
      ),
    );
  }
}

function shownProblems(problems: readonly TilingProblem[]): string {
  const shown = problems.slice(0, 3).map(({ place, op, reason }) => `${place}${op && ` (${op})`}: ${reason}`);
  const more = problems.length > shown.length ? `; and ${problems.length - shown.length} more` : '';
  return shown.join('; ') + more;
}

/** Core's TypeError in this package's name. */
export function typeError(operation: string, field: string, expected: string, actual: unknown, advice = ''): TypeError {
  const shown = show(actual).replace(/^a (?=[AEIO])/, 'an '); // an ArrayBuffer, but a Uint16Array
  return new TypeError(errorText(PACKAGE, operation, field, expected, shown, advice));
}

/** Core's RangeError in this package's name. */
export function rangeError(operation: string, field: string, expected: string, actual: string, advice = ''): RangeError {
  return coreRangeError(PACKAGE, operation, field, expected, actual, advice);
}
