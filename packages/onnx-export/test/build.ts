// Small models for tests, made with the schema-based library onnx-buf: nothing of this package writes them.
import { create, type DescMessage, type MessageInitShape, type MessageShape, toBinary } from '@bufbuild/protobuf';
import {
  type AttributeProtoSchema,
  AttributeProto_AttributeType as AttributeType,
  type FunctionProtoSchema,
  type GraphProtoSchema,
  ModelProtoSchema,
  type NodeProtoSchema,
  type TensorProtoSchema,
  type ValueInfoProtoSchema,
} from 'onnx-buf';

/** The plain form of a message, not a message itself, so that it can be spread. */
type Init<S extends DescMessage> = Exclude<MessageInitShape<S>, MessageShape<S>>;

export type AttributeInit = Init<typeof AttributeProtoSchema>;
export type FunctionInit = Init<typeof FunctionProtoSchema>;
export type GraphInit = Init<typeof GraphProtoSchema>;
export type NodeInit = Init<typeof NodeProtoSchema>;
export type TensorInit = Init<typeof TensorProtoSchema>;
export type ValueInit = Init<typeof ValueInfoProtoSchema>;

export const FLOAT = 1;
const INT64 = 7;
export const BOOL = 9;
export const FLOAT16 = 10;

/** What a test says of a model; the rest has defaults. */
export interface ModelInit {
  readonly opset: number;
  readonly ir?: number;
  readonly graph: GraphInit;
  readonly functions?: FunctionInit[];
  readonly domains?: Readonly<Record<string, number>>;
}

/** The bytes of a model. */
export function buildModel({ opset, ir = 8, graph, functions = [], domains = {} }: ModelInit): Uint8Array {
  const opsetImport = Object.entries({ '': opset, ...domains }).map(([domain, version]) => ({
    domain,
    version: BigInt(version),
  }));
  const model = create(ModelProtoSchema, { irVersion: BigInt(ir), opsetImport, graph: { name: 'g', ...graph }, functions });
  return toBinary(ModelProtoSchema, model);
}

/** `node('Add', ['a', 'b'], ['c'], { axis: 1n })`; numbers are floats, bigints are integers. */
export function node(
  opType: string,
  input: string[],
  output: string[],
  attributes: Readonly<Record<string, unknown>> = {},
  more: NodeInit = {},
): NodeInit {
  const attribute = Object.entries(attributes).map(([name, value]) => attributeOf(name, value));
  return { opType, input, output, attribute, ...more };
}

function attributeOf(name: string, value: unknown): AttributeInit {
  if (typeof value === 'bigint') return { name, i: value, type: AttributeType.INT };
  if (typeof value === 'number') return { name, f: value, type: AttributeType.FLOAT };
  if (typeof value === 'string') return { name, s: new TextEncoder().encode(value), type: AttributeType.STRING };
  if (Array.isArray(value)) {
    if (typeof value[0] === 'bigint' || value.length === 0) return { name, ints: value, type: AttributeType.INTS };
    return { name, floats: value, type: AttributeType.FLOATS };
  }
  const object = value as { node?: unknown; dataType?: number; refAttrName?: string };
  if (object.refAttrName !== undefined) return { name, ...(value as AttributeInit) };
  if (object.node !== undefined) return { name, g: value as GraphInit, type: AttributeType.GRAPH };
  return { name, t: value as TensorInit, type: AttributeType.TENSOR };
}

/** A declared tensor; a string is the name of an unknown size. No dims at all: the rank is not declared. */
export function value(name: string, dims?: readonly (number | string)[], elemType = FLOAT): ValueInit {
  const dim = dims?.map((size) =>
    typeof size === 'number'
      ? { value: { case: 'dimValue' as const, value: BigInt(size) } }
      : { value: { case: 'dimParam' as const, value: size } },
  );
  return { name, type: { value: { case: 'tensorType', value: { elemType, ...(dim && { shape: { dim } }) } } } };
}

/** A stored float32 tensor. */
export function floats(name: string, dims: readonly number[], values: readonly number[]): TensorInit {
  return { name, dims: dims.map(BigInt), dataType: FLOAT, rawData: new Uint8Array(Float32Array.from(values).buffer) };
}

/** A stored int64 vector, or a scalar when dims are []. */
export function int64s(name: string, values: readonly number[], dims: readonly number[] = [values.length]): TensorInit {
  return {
    name,
    dims: dims.map(BigInt),
    dataType: INT64,
    rawData: new Uint8Array(BigInt64Array.from(values, BigInt).buffer),
  };
}

/** A stored boolean scalar. */
export function bool(name: string, is: boolean): TensorInit {
  return { name, dims: [], dataType: BOOL, rawData: Uint8Array.of(is ? 1 : 0) };
}
