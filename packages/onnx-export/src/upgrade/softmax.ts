// Softmax, LogSoftmax and Hardmax until 12 worked on all axes from `axis` on as if they were one; since 13 on one axis.
import type { NodeUpgrade } from './node-upgrade.js';

/** The last axis alone is the same in both; more are flattened to one and put back. */
export function softmaxAxis(at: NodeUpgrade): void {
  const axis = Number(at.take('axis')?.int ?? 1n);
  const rank = at.input(0).shape?.length;
  if (axis !== -1 && (rank === undefined || axis !== rank - 1)) flattenAround(at, axis);
  at.node.setAttribute('axis', { i: -1 });
}

function flattenAround(at: NodeUpgrade, axis: number): void {
  const x = at.node.inputs[0]!;
  const shape = at.addBefore('shape', { op: 'Shape', inputs: [x] });
  at.setInput(0, at.addBefore('flat', { op: 'Flatten', inputs: [x], attributes: { axis: { i: axis } } }));
  at.addAfter('rows', (rows) => ({ op: 'Reshape', inputs: [rows, shape] }));
}
