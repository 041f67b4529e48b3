// What onnx.checker asks of a model's graphs and functions, on what the schema-based reader (onnx-buf) reads: names are defined before they
// are used and only once, operator sets are imported, functions are there. Returns what is wrong.
import { fromBinary } from '@bufbuild/protobuf';
import { type FunctionProto, type GraphProto, type ModelProto, ModelProtoSchema, type NodeProto } from 'onnx-buf';

export function checkModel(bytes: Uint8Array): string[] {
  const model = fromBinary(ModelProtoSchema, bytes);
  const domains = new Map(model.opsetImport.map(({ domain, version }) => [domain, version]));
  const found = [...checkHead(model), ...checkGraph(model.graph!, new Set(), model)];
  for (const made of model.functions) {
    found.push(...checkFunction(made, model));
    for (const { domain, version } of made.opsetImport)
      if (domains.get(domain) !== version) found.push(`${made.name} imports ${domain || 'onnx'} ${version}`);
  }
  const names = model.functions.map(({ domain, name }) => `${domain}.${name}`);
  if (new Set(names).size < names.length) found.push('two functions of one name');
  return found;
}

function checkHead({ irVersion, opsetImport, graph, functions }: ModelProto): string[] {
  const found: string[] = [];
  if (irVersion < (functions.length > 0 ? 8n : 3n)) found.push(`IR version ${irVersion}`);
  if (!opsetImport.some(({ domain }) => domain === '')) found.push('no opset');
  if (!graph?.name) found.push('a graph without a name');
  for (const info of [...graph!.input, ...graph!.output])
    if (info.type?.value.case !== 'tensorType') found.push(`${info.name} has no type`);
  return found;
}

function checkFunction(made: FunctionProto, model: ModelProto): string[] {
  const known = new Set(made.input);
  const found = checkNodes(made.node, known, model, `${made.name}: `);
  return [...found, ...made.output.filter((name) => !known.has(name)).map((name) => `${made.name} does not define ${name}`)];
}

function checkGraph(graph: GraphProto, outer: ReadonlySet<string>, model: ModelProto, place = ''): string[] {
  const own = [...graph.input, ...graph.initializer].map(({ name }) => name);
  const found = own
    .filter((name, i) => own.indexOf(name) !== i || outer.has(name))
    .map((name) => `${place}${name} is defined twice`);
  for (const { name, dims, rawData, dataType } of graph.initializer) {
    const size = { 1: 4, 2: 1, 6: 4, 7: 8, 9: 1, 11: 8, 12: 4, 13: 8 }[dataType];
    if (rawData.length !== size! * dims.reduce((a, b) => a * Number(b), 1))
      found.push(`${place}${name} has ${rawData.length} bytes`);
  }
  const known = new Set([...outer, ...own]);
  found.push(...checkNodes(graph.node, known, model, place));
  return [...found, ...graph.output.filter(({ name }) => !known.has(name)).map(({ name }) => `${place}nothing defines ${name}`)];
}

function checkNodes(nodes: readonly NodeProto[], known: Set<string>, model: ModelProto, place: string): string[] {
  const found: string[] = [];
  for (const node of nodes) {
    const at = `${place}${node.opType}: `;
    found.push(...node.input.filter((name) => name !== '' && !known.has(name)).map((name) => `${at}${name} is not defined`));
    if (!model.opsetImport.some(({ domain }) => domain === node.domain)) found.push(`${at}domain ${node.domain} is not imported`);
    const isOwn = model.functions.some(({ domain, name }) => domain === node.domain && name === node.opType);
    if (node.domain !== '' && !isOwn) found.push(`${at}no such function`);
    for (const { name, g, type } of node.attribute) {
      if (type === 0 || name === '') found.push(`${at}an attribute without name or type`);
      if (g) found.push(...checkGraph(g, known, model, at));
    }
    for (const name of node.output) {
      if (known.has(name)) found.push(`${at}${name} is defined twice`);
      known.add(name);
    }
  }
  return found;
}
