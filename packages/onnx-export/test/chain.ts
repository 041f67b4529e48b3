// A chain of dropout sites with nothing between them, made of what an insertion into a model uses.
import type { DropoutConfig } from '@dropkit/core';
import { TYPE, valueInfo } from '../src/mask-graph/body.js';
import { DOMAIN_NAME, DOMAIN_VERSION, opsetImport } from '../src/mask-graph/local-function.js';
import { MaskGraph } from '../src/mask-graph/mask-graph.js';
import { maskedSite } from '../src/mask-graph/masked-site.js';
import { GRAPH, MODEL } from '../src/model/schema.js';
import type { Dimension } from '../src/model/value-info.js';
import { Message } from '../src/wire/message.js';
import { toBytes } from '../src/wire/write.js';

/** A model `y = site(... site(x))`; site number i is at stream i, and what it keeps is the output `kept<i>` if asked for. */
export function chainModel(sites: number, config: DropoutConfig, shape: readonly Dimension[], kept = false): Uint8Array {
  const opset = 18;
  const graph = new MaskGraph({ opset });
  const message = Message.empty(GRAPH);
  const own: Message[] = [];
  let value = 'x';
  for (let i = 0; i < sites; i++) {
    const site = maskedSite(graph, config, {
      input: value,
      shape,
      stream: i,
      ...(i === sites - 1 && { output: 'y' }),
      ...(kept && { kept: `kept${i}` }),
    });
    own.push(...site.nodes.map((node) => node.message));
    value = site.output;
    if (kept) message.add('output', valueInfo(`kept${i}`, TYPE.bool, site.maskShape!));
  }
  for (const node of [...graph.nodes.map((one) => one.message), ...own]) message.add('node', node);
  message.set('name', 'chain');
  for (const tensor of graph.initializers) message.add('initializer', tensor.message);
  message.add('input', valueInfo('x', TYPE.float, shape));
  message.add('input', valueInfo('seed', TYPE.uint64, []));
  message.add('input', valueInfo('step', TYPE.uint32, []));
  message.add('output', valueInfo('y', TYPE.float, shape));
  const model = Message.empty(MODEL);
  model.set('ir_version', 8);
  model.set('graph', message);
  model.add('opset_import', opsetImport('', opset));
  model.add('opset_import', opsetImport(DOMAIN_NAME, DOMAIN_VERSION));
  for (const made of graph.functions) model.add('functions', made);
  return toBytes(model);
}
