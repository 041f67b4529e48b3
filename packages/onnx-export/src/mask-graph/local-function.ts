// Functions of a model (FunctionProto): what many sites share is written once. ORT puts a function's nodes into the place of each call when
// it creates a session, in a time that grows with the square of the nodes beside each other; so all of them are inside a loop of one turn.
import { FUNCTION, OPSET_ID } from '../model/schema.js';
import { Message } from '../wire/message.js';
import { Body, type ElementType, names, TYPE } from './body.js';

/** The domain of the functions, which a model that calls them imports. */
export const DOMAIN_NAME = 'ai.dropkit';
/** The version of that domain. */
export const DOMAIN_VERSION = 1;
/** The least opset of ONNX that has what the functions use: BitwiseAnd and its like. */
export const LEAST_OPSET = 18;
/** The least IR version that has functions in models. */
export const LEAST_IR = 8;

/** What a function is. */
export interface FunctionSpec {
  readonly name: string;
  readonly inputs: readonly string[];
  readonly output: { readonly name: string; readonly type: ElementType };
  /** Names of int attributes. */
  readonly attributes?: readonly string[];
  readonly doc: string;
  /** Fills the body of the loop and gives the name of the result; inputs and attributes (int64 scalars) are values of their names. */
  readonly fill: (body: Body) => string;
}

/** The FunctionProto, for models of one opset. */
export function localFunction({ name, inputs, output, attributes = [], doc, fill }: FunctionSpec, opset: number): Message {
  const shared = names('_');
  const top = new Body(shared, 'nodes');
  for (const attribute of attributes) top.append('Constant', [], [attribute], { value_int: { reference: attribute } });
  const inner = new Body(shared);
  oneTurn(top, inner, [output], () => [fill(inner)]);
  return functionProto(name, inputs, [output.name], attributes, doc, top, opset);
}

function functionProto(
  name: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: readonly string[],
  doc: string,
  { nodes }: Body,
  opset: number,
): Message {
  const message = Message.empty(FUNCTION);
  message.set('name', name);
  for (const input of inputs) message.add('input', input);
  for (const output of outputs) message.add('output', output);
  for (const attribute of attributes) message.add('attribute', attribute);
  for (const node of nodes) message.add('node', node.message);
  message.set('doc_string', doc);
  message.add('opset_import', opsetImport('', opset));
  message.set('domain', DOMAIN_NAME);
  return message;
}

/** An OperatorSetIdProto. */
export function opsetImport(domain: string, version: number): Message {
  const message = Message.empty(OPSET_ID);
  if (domain) message.set('domain', domain);
  message.set('version', version);
  return message;
}

/** What a loop gives. */
interface Result {
  readonly type: ElementType;
  /** Absent: a new one. */
  readonly name?: string;
}

/**
 * Puts nodes into a loop of one turn: for ORT they are one node of the graph. In its provider for WebGPU, float64 and small integers outside of
 * a loop may fail a session.
 *
 * @param body the body of the loop, new
 * @param fill appends its nodes and gives the names of the results
 */
export function oneTurn(outer: Body, body: Body, results: readonly Result[], fill: () => readonly string[]): string[] {
  body.input(TYPE.int64, 0); // the turn
  const goOn = body.input(TYPE.bool, 0);
  for (const { type } of results) body.input(type); // the value of the turn before, which is not used
  const filled = fill();
  const still = body.op('Identity', [goOn]); // an output of its own
  const ports = results.map(({ type }, i) => ({ name: filled[i]!, type }));
  body.close([{ name: still, type: TYPE.bool, rank: 0 }, ...ports]);
  const names = results.map(({ name }) => name ?? outer.names.fresh());
  const starts = results.map(({ type }) => outer.constant(type, [0]));
  outer.append('Loop', [outer.int64(1), '', ...starts], names, { body: { body } });
  return names;
}
