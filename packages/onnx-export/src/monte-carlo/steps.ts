// The steps of the samples: one after another from that of the first, and none past the last there is.
import { type Body, TYPE } from '../mask-graph/body.js';
import { Node } from '../model/node.js';

/** What `appendSteps` takes. */
export interface StepsInput {
  /** uint32, a scalar. */
  readonly step: string;
  /** int64[1], the number of samples. */
  readonly count: string;
  /** The name of the result: uint64[T]. */
  readonly output: string;
}

/**
 * Appends what computes the steps. Nothing wraps: a graph cannot throw, but a Gather beyond its data does, and its node's name, which
 * onnxruntime says, tells why.
 */
export function appendSteps(body: Body, { step, count, output }: StepsInput): void {
  const number = body.op('Squeeze', [count]);
  const one = body.int64(1);
  const first = body.op('Cast', [step], { to: { i: TYPE.int64 } });
  const last = body.op('Sub', [body.op('Add', [first, number]), one]);
  const isPast = body.op('Cast', [body.op('Greater', [last, body.int64(2 ** 32 - 1)])], { to: { i: TYPE.int64 } });
  const isNone = body.op('Cast', [body.op('Less', [number, one])], { to: { i: TYPE.int64 } });
  const from = body.op('Add', [first, guard(body, 'step + samples must be at most 2^32', isPast)]);
  const until = body.op('Add', [body.op('Add', [first, number]), guard(body, 'samples must be at least 1', isNone)]);
  body.append('Cast', [body.op('Range', [from, until, one])], [output], { to: { i: TYPE.uint64 } });
}

/** 0, or an error where `isWrong` (int64, a scalar) is 1. */
function guard(body: Body, name: string, isWrong: string): string {
  const output = body.names.fresh();
  const inputs = [body.int64([0]), isWrong];
  body.nodes.push(Node.create({ op: 'Gather', inputs, outputs: [output], name }));
  return output;
}
