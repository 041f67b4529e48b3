// What inference of standard dropout is, by the book: a Mul behind each value. Made with onnx-buf, so that nothing of this package has part in it.
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { ModelProtoSchema, NodeProtoSchema } from 'onnx-buf';
import { floats } from './build.js';

/** The model with values of its main graph times a float32 number; a value keeps its name. */
export function withMul(bytes: Uint8Array, values: readonly string[], factor: number): Uint8Array {
  const model = fromBinary(ModelProtoSchema, bytes);
  const graph = model.graph!;
  const initializer = create(ModelProtoSchema, { graph: { initializer: [floats('the_factor', [], [factor])] } }).graph!
    .initializer;
  graph.initializer.push(...initializer);
  graph.node = graph.node.flatMap((node) => {
    const made = node.output.filter((name) => values.includes(name));
    node.output = node.output.map((name) => (made.includes(name) ? `${name}_bare` : name));
    const products = made.map((name) =>
      create(NodeProtoSchema, { opType: 'Mul', input: [`${name}_bare`, 'the_factor'], output: [name] }),
    );
    return [node, ...products];
  });
  return toBinary(ModelProtoSchema, model);
}
