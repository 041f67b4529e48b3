// What DropBlock really drops, against what it is asked for.
import { dropBlockRate } from '@dropkit/core';
import { line } from '@observablehq/plot';
import { render } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { BLUE, Chart, ORANGE } from './chart.js';
import { Slider } from './slider.js';

/** Short of 1, where all is dropped by definition. */
const PS = Array.from({ length: 50 }, (_, i) => i / 50);

function DropBlockRate() {
  const [side, setSide] = useState(14);
  const [block, setBlock] = useState(7);
  const options = useMemo(
    () => ({
      x: { label: 'p asked for' },
      y: { label: 'share dropped', domain: [0, 1] },
      marks: [
        line(PS, { x: (p: number) => p, y: (p: number) => p, stroke: ORANGE, strokeDasharray: '4 4' }),
        line(PS, { x: (p: number) => p, y: (p: number) => dropBlockRate(p, [side, side], block), stroke: BLUE, strokeWidth: 2 }),
      ],
    }),
    [side, block],
  );
  return (
    <figure>
      <Slider name="side of the maps" value={side} min={4} max={28} step={1} onChange={setSide} />
      <Slider name="side of the blocks" value={block} min={1} max={14} step={1} onChange={setBlock} />
      <Chart label="Share that DropBlock drops against p: below p, the more so the larger p" options={options} />
      <figcaption>
        Blue: dropped in expectation. Dashed: p. Asked for 0.3, {dropBlockRate(0.3, [side, side], block).toFixed(4)} is dropped on
        maps of {side} x {side} with blocks of {Math.min(block, side)}.
      </figcaption>
    </figure>
  );
}

/** Fills a place. */
export function mount(element: HTMLElement): void {
  element.textContent = '';
  render(<DropBlockRate />, element);
}
