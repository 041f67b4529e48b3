// Sizes for what a file leaves open, which somebody has to make up before the model can run at all.
import type { Dimension, ValueDescription } from '@dropkit/onnx-export';
import type { InputChoice } from './messages.js';

/** Sizes of open axes but those of examples, in the order in which they are tried: images and sounds have to be larger than their kernels. */
const TRIED = [8, 32, 64, 256, 1280] as const;
/** Elements of all inputs up to which sizes are tried: what nobody asked for is to be quick. */
const MOST_TRIED = 2 ** 20;

/** Sizes of an input, and which axes of it are made up. */
type Sizes = Pick<InputChoice, 'dims' | 'open'>;

/** For each input: one example, and few of anything else. Axes of one name have one size. */
export function startSizes(inputs: readonly Pick<ValueDescription, 'shape'>[]): Sizes[] {
  const examples = new Set<Dimension>();
  for (const { shape } of inputs)
    shape?.forEach((size, axis) => {
      if (typeof size === 'string' && isExamples(shape, axis)) examples.add(size);
    });
  return inputs.map(({ shape }) => {
    if (!shape) return { dims: [1], open: [0] };
    const isOne = (size: Dimension, axis: number) => examples.has(size) || (size === null && isExamples(shape, axis));
    const dims = shape.map((size, axis) => (typeof size === 'number' ? size : isOne(size, axis) ? 1 : TRIED[0]));
    return { dims, open: [...shape.keys()].filter((axis) => typeof shape[axis] !== 'number' && !isOne(shape[axis], axis)) };
  });
}

/** The inputs as they are, then with other sizes where sizes are made up. */
export function* triedInputs(inputs: readonly InputChoice[]): Generator<readonly InputChoice[]> {
  yield inputs;
  if (!inputs.some(isMadeUp)) return;
  for (const size of TRIED) {
    const changed = inputs.map((input) => ({
      ...input,
      dims: input.dims.map((old, axis) => (input.open?.includes(axis) ? size : old)),
    }));
    const elements = changed.reduce((sum, { dims }) => sum + dims.reduce((a, b) => a * b, 1), 0);
    const isNew = changed.some(({ dims }, i) => dims.join() !== inputs[i].dims.join());
    if (isNew && elements <= MOST_TRIED) yield changed;
  }
}

/** With what sizes a model ran that nobody chose; nothing where none was made up. */
export function madeText(inputs: readonly InputChoice[]): string {
  const made = inputs.filter(isMadeUp).map(({ name, dims }) => `${name} is [${dims.join(', ')}]`);
  return made.length === 0 ? '' : `Sizes that the file leaves open were made up: ${made.join(', ')}.`;
}

/** What to do when no made-up size will do; nothing where none was made up. */
export function sizesHint(inputs: readonly InputChoice[]): string {
  const made = inputs.filter(isMadeUp).map(({ name }) => `"${name}"`);
  if (made.length === 0) return '';
  const sizes = [...new Set(inputs.filter(isMadeUp).flatMap(({ dims, open = [] }) => open.map((axis) => dims[axis])))];
  return `The file leaves sizes of ${made.join(', ')} open, and ${sizes.join(', ')} was made up for them; none of the sizes that were tried ran. Type the sizes that the model is made for into the field “sizes”.`;
}

/** Whether a size of it is made up. What holds as many numbers as somebody gave has its size from them. */
function isMadeUp({ open = [], fill, values }: InputChoice): boolean {
  return open.length > 0 && (fill !== 'values' || values.trim().split(/[\s,;]+/).length === 1);
}

/** The first axis, and the second of a state: [layers, batch, features]. */
function isExamples(shape: readonly Dimension[], axis: number): boolean {
  if (axis === 0) return true;
  return axis === 1 && shape.length === 3 && typeof shape[0] === 'number' && shape[0] > 1 && typeof shape[2] === 'number';
}
