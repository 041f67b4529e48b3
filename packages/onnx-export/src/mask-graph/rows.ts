// Rows plans: a p for each index of the first axis. A Scan draws row by row, each with the digits of its own T.
import { DROP_ALL, errorText, type RowsPlan, UnsupportedError } from '@dropkit/core';
import { type Body, TYPE } from './body.js';
import { crossesSpan, SPAN, word1 } from './draw.js';
import type { Drawn } from './drawn-shape.js';
import { DOMAIN } from './philox.js';
import { type Applied, concat, drawnFor, droppedByInput, number, type PlanSite, whereDropped } from './plan-site.js';
import { digitsOf } from './unpack.js';

const DIGITS = 32;
const GROUP = 128;

/** Appends the nodes of a rows plan of two rows or more. */
export function applyRows(site: PlanSite<RowsPlan>): Applied {
  const { body, plan, type, x } = site;
  const ofRows = [plan.thresholds.length, ...plan.shape.slice(1).map(() => 1)];
  const scaled = plan.scales.every((scale) => scale === 1) ? x : body.op('Mul', [x, body.constant(type, plan.scales, ofRows)]);
  if (plan.thresholds.every((threshold) => threshold === 0)) return { y: scaled };
  const dropped = droppedRows(site, ofRows);
  return { y: whereDropped(site, dropped, number(site, 0), scaled), dropped };
}

function droppedRows(site: PlanSite<RowsPlan>, ofRows: readonly number[]): string {
  if (site.mask) return droppedByInput(site);
  const { body, plan } = site;
  const drawn = drawnFor(site, plan.map);
  if (crossesSpan(drawn)) throw beyondSpan(drawn);
  const below = drawn.place(body, drawRows(site, drawn));
  const isAll = plan.thresholds.map((threshold) => Number(threshold === DROP_ALL));
  return isAll.includes(1) ? body.op('Or', [below, body.constant(TYPE.bool, isAll, ofRows)]) : below;
}

/** bool[rows, ...], or [T, rows, ...]: a Scan over digits and places of rows. */
function drawRows(site: PlanSite<RowsPlan>, drawn: Drawn): string {
  const { body, plan, sampling } = site;
  const count = plan.thresholds.length;
  // of a T that decides without a draw no digit is 1: nothing is below it
  const digits = plan.thresholds.flatMap((t) =>
    [...digitsOf(t % DROP_ALL), ...new Array<bigint>(DIGITS).fill(0n)].slice(0, DIGITS),
  );
  const parts = sampling ? body.op('Mul', [sampling.count, body.int64([count])]) : body.int64([count]);
  const size = body.op('Div', [body.op('ReduceProd', [drawn.shape]), parts]);
  const starts = body.op('Mul', [body.int64(Array.from({ length: count }, (_, row) => row)), size]);
  const first = body.op('Add', [starts, body.int64([drawn.first % SPAN])]);
  const column = (op: string) => body.op('Unsqueeze', [body.op(op, [first, body.int64([GROUP])]), body.int64([1])]);
  const rest = body.op('Slice', [drawn.shape, body.int64([sampling ? 2 : 1]), body.int64([drawn.rank!])]);
  const row = oneRow(site, drawn, concat(body, sampling?.count ?? body.int64([1]), rest));
  const sequences = [body.constant(TYPE.uint64, digits, [count, DIGITS]), column('Div'), column('Mod')];
  const behindSamples = sampling && { scan_output_axes: { ints: [1] } };
  const rows = body.op('Scan', sequences, { body: { body: row }, num_scan_inputs: { i: 3 }, ...behindSamples });
  return body.op('Reshape', [rows, drawn.shape]);
}

function oneRow({ graph, body: outer, stream, sampling }: PlanSite, drawn: Drawn, shape: string): Body {
  const source = graph.source(word1(drawn.first, DOMAIN.planar));
  const body = outer.inner();
  const [digits, group, offset] = [body.input(TYPE.uint64, 1), body.input(TYPE.int64, 1), body.input(TYPE.int64, 1)];
  const dropped = graph.call(body, 'DroppedFrom', { ...source, bytes: graph.byteTable, stream, digits, shape, group, offset });
  return body.close([{ name: dropped, type: TYPE.bool, rank: drawn.rank! - (sampling ? 1 : 0) }]);
}

function beyondSpan({ first, count }: Drawn): UnsupportedError {
  const expected = 'rows whose mask indices do not cross a multiple of 2^34';
  const actual = `${first} to ${first + count! - 1}`;
  return new UnsupportedError(errorText('onnx-export', 'exportVariant', 'slice', expected, actual, 'Split the tensor there.'));
}
