// How many binary digits a group of elements needs until all of it is decided.
import { GROUP_SIZE, undecidedProbability } from '@dropkit/core';
import { line } from '@observablehq/plot';
import { render } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { BLUE, Chart, ORANGE } from './chart.js';
import { Slider } from './slider.js';

const PLANES = Array.from({ length: 21 }, (_, k) => k);

function DigitsNeeded() {
  const [size, setSize] = useState(GROUP_SIZE);
  const options = useMemo(
    () => ({
      x: { label: 'digits drawn' },
      y: { label: 'still undecided', domain: [0, 1] },
      marks: [
        line(PLANES, { x: (k: number) => k, y: (k: number) => undecidedProbability(k, 1), stroke: ORANGE, strokeWidth: 2 }),
        line(PLANES, { x: (k: number) => k, y: (k: number) => undecidedProbability(k, size), stroke: BLUE, strokeWidth: 2 }),
      ],
    }),
    [size],
  );
  const expected = Array.from({ length: 32 }, (_, k) => undecidedProbability(k, size)).reduce((sum, share) => sum + share, 0);
  return (
    <figure>
      <Slider name="elements that go on together" value={size} min={1} max={1024} step={1} onChange={setSize} />
      <Chart
        label="Probability that a group is undecided, against the digits drawn: falls from 1 to 0 around log2 of its size"
        options={options}
      />
      <figcaption>
        Orange: one element, halved by each digit. Blue: {size} elements that stop together; {expected.toFixed(2)} digits on
        average, for a p with all 32 digits.
      </figcaption>
    </figure>
  );
}

/** Fills a place. */
export function mount(element: HTMLElement): void {
  element.textContent = '';
  render(<DigitsNeeded />, element);
}
