// Before opset 7 operators did not broadcast by themselves: `broadcast` asked for it, `axis` said where the second input begins.
import type { NodeUpgrade } from './node-upgrade.js';

/** Add, Mul, And, ...: sizes of 1 behind the second input do what `axis` did. */
export function legacyBroadcast(at: NodeUpgrade): void {
  const asked = at.take('broadcast')?.int;
  const given = at.take('axis');
  if (!asked || !given) return; // without an axis the last ones were matched, as now
  const rank = at.input(0).shape?.length;
  const inner = at.input(1).shape?.length;
  if (rank === undefined || inner === undefined) {
    at.fail('"axis" of a legacy broadcast needs the ranks of both inputs');
    return;
  }
  const axis = Number(given.int);
  alignAt(at, inner, rank - inner - (axis < 0 ? axis + rank : axis));
}

/** PRelu until 6: a slope of one dimension is one for each channel, which is axis 1. */
export function slopeOfChannels(at: NodeUpgrade): void {
  const slope = at.input(1).shape;
  if (slope?.every((size) => size === 1)) return;
  const rank = at.input(0).shape?.length;
  if (rank === undefined || slope === null) {
    at.fail('one slope for each channel needs the rank of the input');
    return;
  }
  if (slope.length === 1) alignAt(at, 1, rank - 2);
}

/** Puts `count` sizes of 1 behind the second input. */
function alignAt(at: NodeUpgrade, inner: number, count: number): void {
  if (count <= 0) return;
  const axes = Array.from({ length: count }, (_, i) => BigInt(inner + i));
  const inputs = [at.node.inputs[1]!, at.int64sBefore('axes', axes)];
  at.setInput(1, at.addBefore('aligned', { op: 'Unsqueeze', inputs }));
}

/** Gemm until 6: its third input broadcasts as now, asked or not. */
export function gemmBroadcast(at: NodeUpgrade): void {
  at.take('broadcast');
}
