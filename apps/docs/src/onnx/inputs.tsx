// A form for the inputs of a model: sizes that the file leaves open, and what to fill them with.
import type { Dimension, ValueDescription } from '@dropkit/onnx-export';
import { startSizes } from './made-sizes.js';
import type { Fill, InputChoice } from './messages.js';
import type { Sample } from './samples.js';

/** A choice for each input. A flag starts as true, so that a training_mode is on. */
export function startInputs(inputs: readonly ValueDescription[], sample?: Sample): InputChoice[] {
  const sizes = startSizes(inputs);
  return inputs.map(({ name, elementType }, i) => ({
    name,
    elementType,
    ...sizes[i],
    fill: elementType.startsWith('float') ? 'normal' : 'values',
    values: elementType === 'bool' ? '1' : '0',
    ...(sample?.inputs[name]?.dims && { open: [] }),
    ...sample?.inputs[name],
  }));
}

interface Props {
  readonly descriptions: readonly ValueDescription[];
  readonly choices: readonly InputChoice[];
  readonly onChange: (choices: InputChoice[]) => void;
}

export function Inputs({ descriptions, choices, onChange }: Props) {
  return (
    <>
      {choices.map((choice, i) => (
        <Input
          key={choice.name}
          choice={choice}
          shape={descriptions[i].shape}
          onChange={(changes) => onChange(choices.map((other, j) => (i === j ? { ...other, ...changes } : other)))}
        />
      ))}
    </>
  );
}

interface InputProps {
  readonly choice: InputChoice;
  readonly shape: readonly Dimension[] | null;
  readonly onChange: (changes: Partial<InputChoice>) => void;
}

function Input({ choice: { name, elementType, dims, fill, values }, shape, onChange }: InputProps) {
  return (
    <fieldset class="input">
      <legend>
        {name}: {elementType}
      </legend>
      <label>
        sizes
        <input
          type="text"
          autocomplete="off"
          defaultValue={dims.join(', ')}
          onChange={(event) => onChange({ dims: sizesOf(event.currentTarget.value), open: [] })}
        />
        <small>{declared(shape)}</small>
      </label>
      <label>
        filled with
        <select value={fill} onChange={(event) => onChange({ fill: event.currentTarget.value as Fill })}>
          <option value="normal">normal random numbers</option>
          <option value="uniform">uniform random numbers, 0 to 1</option>
          <option value="values">given values</option>
        </select>
      </label>
      {fill === 'values' && (
        <label class="wide">
          values
          <textarea rows={3} value={values} onInput={(event) => onChange({ values: event.currentTarget.value })} />
          <small>one number for all elements, or all of them</small>
        </label>
      )}
    </fieldset>
  );
}

/** What is no number stays one that is none, for the feed to refuse. */
function sizesOf(text: string): number[] {
  return text
    .split(/[\s,x×[\]]+/)
    .filter(Boolean)
    .map(Number);
}

function declared(shape: readonly Dimension[] | null): string {
  if (!shape) return 'the file declares none';
  return shape.length === 0 ? 'a scalar: none' : `the file says ${shape.map((size) => size ?? '?').join(', ')}`;
}
