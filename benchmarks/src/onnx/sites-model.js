// A model of many dropout sites in a row: the nodes of an exported variant, once for each site, each at a stream of its own.
import { clone, fromBinary, toBinary } from '@bufbuild/protobuf';
import { exportVariant } from '@dropkit/onnx-export';
import { ModelProtoSchema, NodeProtoSchema, TensorProtoSchema } from 'onnx-buf';

/** Calls of a function of the exporter and what follows them belong to the site, what comes before to all of them. */
const DOMAIN = 'ai.dropkit';

/**
 * @param {number} sites
 * @returns {Uint8Array}
 */
export function sitesModel(sites) {
  const model = fromBinary(ModelProtoSchema, exportVariant({ variant: 'dropout', p: 0.1 }, [1024], { stream: 0 }));
  const graph = /** @type {NonNullable<typeof model.graph>} */ (model.graph);
  const first = graph.node.findIndex(({ domain }) => domain === DOMAIN);
  const site = graph.node.splice(first);
  const streamName = site[0].input[STREAM_INPUT];
  const stream = graph.initializer.find(({ name }) => name === streamName);
  if (!stream) throw new Error('the exported model has no stream');
  let value = 'x';
  for (let i = 0; i < sites; i++) {
    const own = clone(TensorProtoSchema, stream);
    own.name = `stream${i}`;
    own.rawData = new Uint8Array(BigUint64Array.of(BigInt(i)).buffer);
    graph.initializer.push(own);
    const made = new Set(site.flatMap(({ output }) => output));
    const output = i === sites - 1 ? 'y' : `y${i}`;
    const rename = (/** @type {string} */ name) => {
      if (name === 'x') return value;
      if (name === 'y') return output;
      if (name === streamName) return own.name;
      return made.has(name) ? `${name}_${i}` : name;
    };
    for (const node of site) {
      const copy = clone(NodeProtoSchema, node);
      copy.input = copy.input.map(rename);
      copy.output = copy.output.map(rename);
      graph.node.push(copy);
    }
    value = output;
  }
  return toBinary(ModelProtoSchema, model);
}

/** Position of the stream among the inputs of the function. */
const STREAM_INPUT = 6;
