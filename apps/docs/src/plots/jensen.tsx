// The mean of ReLU over all masks against ReLU of the mean: what weight scaling misses behind a nonlinearity.
import { linearUnitMoments, momentsOverMasks } from '@dropkit/core';
import { line, ruleX } from '@observablehq/plot';
import { render } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { BLUE, Chart, ORANGE } from './chart.js';
import { Slider } from './slider.js';

/** A unit with inputs of 1 that nearly cancel. */
const WEIGHTS = [1, -0.8, 0.6, -0.9, 0.5, -0.4];
const ONES = WEIGHTS.map(() => 1);
const BIASES = Array.from({ length: 61 }, (_, i) => (i - 30) / 10);

const relu = (z: number) => Math.max(z, 0);

/** E relu(z) over all masks of the inputs. */
function meanOfRelu(p: number, bias: number): number {
  const z = (kept: Uint8Array) => WEIGHTS.reduce((sum, w, j) => sum + (kept[j] * w) / (1 - p), bias);
  return momentsOverMasks({ count: WEIGHTS.length, p }, (kept) => relu(z(kept))).mean;
}

function Jensen() {
  const [p, setP] = useState(0.5);
  const [bias, setBias] = useState(0);
  const options = useMemo(
    () => ({
      x: { label: 'bias' },
      y: { label: 'output' },
      marks: [
        ruleX([bias], { strokeOpacity: 0.4 }),
        line(BIASES, { x: (b: number) => b, y: (b: number) => meanOfRelu(p, b), stroke: BLUE, strokeWidth: 2 }),
        line(BIASES, {
          x: (b: number) => b,
          y: (b: number) => relu(linearUnitMoments(WEIGHTS, ONES, { p, bias: [b] }).mean[0]),
          stroke: ORANGE,
          strokeWidth: 2,
        }),
      ],
    }),
    [p, bias],
  );
  const [mean, scaled] = [meanOfRelu(p, bias), relu(linearUnitMoments(WEIGHTS, ONES, { p, bias: [bias] }).mean[0])];
  return (
    <figure>
      <Slider name="p" value={p} min={0} max={0.9} step={0.05} onChange={setP} />
      <Slider name="bias" value={bias} min={-3} max={3} step={0.1} onChange={setBias} />
      <Chart label="Mean of ReLU over masks lies above ReLU of the mean near the kink" options={options} />
      <figcaption>
        Six inputs, all 64 masks. Blue: the mean of ReLU over masks, {mean.toFixed(3)}. Orange: ReLU of the mean, which is what
        evaluation computes, {scaled.toFixed(3)}. Gap {(mean - scaled).toFixed(3)}, largest at the kink.
      </figcaption>
    </figure>
  );
}

/** Fills a place. */
export function mount(element: HTMLElement): void {
  element.textContent = '';
  render(<Jensen />, element);
}
