interface Props {
  readonly name: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly onChange: (value: number) => void;
}

/** A labelled slider that shows its value. */
export function Slider({ name, value, min, max, step, onChange }: Props) {
  return (
    <label class="choice">
      <span>
        {name} = {value}
      </span>
      <input type="range" {...{ min, max, step, value }} onInput={(event) => onChange(event.currentTarget.valueAsNumber)} />
    </label>
  );
}
