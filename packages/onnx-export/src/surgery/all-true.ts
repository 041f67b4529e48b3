// The mask of dropout that drops nothing.
import type { Names } from '../graph/names.js';
import { BOOL } from '../model/element-type.js';
import { Node } from '../model/node.js';
import { Tensor } from '../model/tensor.js';

/** Nodes that make `mask` true everywhere, in the shape of `input`. From opset 9 on. */
export function allTrue(names: Names, input: string, mask: string): Node[] {
  const shape = names.fresh(`${mask}_shape`);
  const value = { t: Tensor.create(BOOL, [1], Uint8Array.of(1)) };
  return [
    Node.create({ op: 'Shape', inputs: [input], outputs: [shape] }),
    Node.create({ op: 'ConstantOfShape', inputs: [shape], outputs: [mask], attributes: { value } }),
  ];
}
