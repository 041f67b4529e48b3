// What a rule sees of a node, and what it can ask for.
import type { Node } from '../model/node.js';
import type { State } from './sample-state.js';

/** One node some of whose inputs differ from sample to sample. */
export interface RulePlace {
  readonly node: Node;
  /** Of each input; those that are left out are common. */
  readonly states: readonly State[];
  /** Axes of an input, where that is known. */
  rank(i: number): number | null;
  /** Elements of an input that is a vector, where that is known. */
  length(i: number): number | null;
  /** Values of an input that is a constant. */
  numbers(i: number): readonly number[] | undefined;
  /** Makes T copies of a common input, one behind the other along an axis. */
  stack(i: number, axis: number): void;
  /** The same unless its size along the axis is 1, which serves all. */
  spread(i: number, axis: number): void;
  /** Makes the first entry of a common target shape T times what it is, unless it is 0 or -1. */
  multiplyFirst(i: number): void;
}

/** What becomes of the outputs: one state for all, one for each, or the reason why samples do not stay apart. */
export type Outcome = State | readonly State[] | string;

/** What an operator does with samples. */
export type Rule = (place: RulePlace) => Outcome;

/** An integer attribute. */
export function intOf({ node }: RulePlace, name: string, otherwise: number): number {
  const attribute = node.attribute(name);
  return attribute ? Number(attribute.int) : otherwise;
}

/** An attribute that is a list of integers. */
export function intsOf({ node }: RulePlace, name: string): number[] | undefined {
  return node.attribute(name)?.ints.map(Number);
}

/** The inputs that differ from sample to sample. */
export function varying({ states }: RulePlace): number[] {
  return states.flatMap(({ kind }, i) => (kind === 'common' ? [] : [i]));
}

/** An axis counted from the front; null where that takes a rank that is not known. */
export function fromFront(axis: number, rank: number | null): number | null {
  if (axis >= 0) return axis;
  return rank === null ? null : axis + rank;
}

export const NO_RANK = 'the number of its axes is not known; infer shapes first';
