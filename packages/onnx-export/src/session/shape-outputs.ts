// Lets a model tell the shapes that values have at run time: a Shape node and an output for each.
import { indexModel } from '../graph/graph-index.js';
import { createNames } from '../graph/names.js';
import { TYPE, valueInfo } from '../mask-graph/body.js';
import { Node } from '../model/node.js';
import { parseModel } from '../model/parse-model.js';
import { toBytes } from '../wire/write.js';

/** The model with those outputs, and their names in the order of the values, which are of the main graph. */
export function withShapeOutputs(model: Uint8Array, values: readonly string[]): { bytes: Uint8Array; outputs: string[] } {
  if (values.length === 0) return { bytes: model, outputs: [] };
  const parsed = parseModel('createMcSession', model);
  const names = createNames(indexModel(parsed));
  const { message } = parsed.graph;
  const outputs = values.map((value) => {
    const output = names.fresh(`${value}_shape`);
    message.add('node', Node.create({ op: 'Shape', inputs: [value], outputs: [output] }).message);
    message.add('output', valueInfo(output, TYPE.int64, [null]));
    return output;
  });
  return { bytes: toBytes(parsed.message), outputs };
}
