// ValueInfoProto and TypeProto: what is declared about a value. Shapes are what the file says, nothing is inferred here.
import type { Message } from '../wire/message.js';

/** A size: a number, the name that a model gives to an unknown one, or null for no statement at all. */
export type Dimension = number | string | null;

/** The declared type of a value; `shape` is null when not even the rank is declared. */
export interface ValueType {
  readonly kind: 'tensor' | 'sparse tensor' | 'sequence' | 'map' | 'optional' | 'unknown';
  /** Number of the element type of tensors, 0 when it is not declared. */
  readonly element: number;
  readonly shape: readonly Dimension[] | null;
}

const UNKNOWN: ValueType = { kind: 'unknown', element: 0, shape: null };
const KINDS = [
  ['sequence_type', 'sequence'],
  ['map_type', 'map'],
  ['optional_type', 'optional'],
] as const;

/** The type that a ValueInfoProto declares. */
export function declaredType(valueInfo: Message): ValueType {
  const type = valueInfo.message('type');
  if (!type) return UNKNOWN;
  const dense = type.message('tensor_type');
  const tensor = dense ?? type.message('sparse_tensor_type');
  if (tensor) {
    const shape = tensor.message('shape');
    const dims = shape?.messages('dim').map(dimension) ?? null;
    return { kind: dense ? 'tensor' : 'sparse tensor', element: Number(tensor.int('elem_type')), shape: dims };
  }
  const kind = KINDS.find(([field]) => type.message(field))?.[1] ?? 'unknown';
  return { ...UNKNOWN, kind };
}

function dimension(message: Message): Dimension {
  if (message.count('dim_value') > 0) {
    const size = message.int('dim_value');
    return size >= 0n && size <= Number.MAX_SAFE_INTEGER ? Number(size) : null;
  }
  return message.text('dim_param') || null;
}
