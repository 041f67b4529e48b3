// Variance of the factor that dropout multiplies with, against p.
import { bernoulliNoise, gaussianNoise, uniformNoise } from '@dropkit/core';
import { line, ruleX } from '@observablehq/plot';
import { render } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { BLUE, Chart, ORANGE } from './chart.js';
import { Slider } from './slider.js';

const PS = Array.from({ length: 91 }, (_, i) => i / 100);

function NoiseVariance() {
  const [p, setP] = useState(0.5);
  const options = useMemo(
    () => ({
      x: { label: 'p' },
      y: { label: 'variance of the factor', domain: [0, 9] },
      marks: [
        ruleX([p], { strokeOpacity: 0.4 }),
        line(PS, { x: (q: number) => q, y: (q: number) => bernoulliNoise(q).variance, stroke: BLUE, strokeWidth: 2 }),
        line(PS, {
          x: (q: number) => q,
          y: (q: number) => bernoulliNoise(q, 'standard').variance,
          stroke: ORANGE,
          strokeWidth: 2,
        }),
      ],
    }),
    [p],
  );
  const inverted = bernoulliNoise(p).variance.toFixed(3);
  const beta = Math.sqrt(3 * gaussianNoise(p).variance);
  return (
    <figure>
      <Slider name="p" value={p} min={0} max={0.9} step={0.01} onChange={setP} />
      <Chart label="Variance of the dropout factor against p: p / (1 - p) inverted, p (1 - p) standard" options={options} />
      <figcaption>
        Blue: inverted, p / (1 - p) = {inverted}. Orange: standard, p (1 - p) ={' '}
        {bernoulliNoise(p, 'standard').variance.toFixed(3)}. Gaussian noise of sigma{' '}
        {Math.sqrt(gaussianNoise(p).variance).toFixed(3)} has the blue variance; uniform noise has it at beta {beta.toFixed(3)}
        {beta <= 1 && ` (${uniformNoise(beta).variance.toFixed(3)})`}.
      </figcaption>
    </figure>
  );
}

/** Fills a place. */
export function mount(element: HTMLElement): void {
  element.textContent = '';
  render(<NoiseVariance />, element);
}
