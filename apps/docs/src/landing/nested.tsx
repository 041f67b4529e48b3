// The landing page's picture: a mask whose p and step move, drawn anew at each change.
import { keptCount, lower } from '@dropkit/core';
import { createCpuBackend } from '@dropkit/cpu/bernoulli';
import { render } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { layOut } from '../playground/panels.js';
import { maskShade, Picture } from '../playground/picture.js';
import { Slider } from '../plots/slider.js';

const SHAPE = [24, 96];
const LAYOUT = layOut(SHAPE, false);
const backend = createCpuBackend();

function Nested() {
  const [p, setP] = useState(0.3);
  const [step, setStep] = useState(0);
  const { shade, kept } = useMemo(() => {
    const plan = lower({ variant: 'dropout', p }, SHAPE, 'train');
    const words = backend.mask(plan, { seed: 42, stream: 1, step });
    return { shade: maskShade(plan, words), kept: keptCount(words) };
  }, [p, step]);
  return (
    <figure class="nested">
      <Picture caption={`{ seed: 42, stream: 1, step: ${step} } keeps ${kept} of 2304 elements`} layout={LAYOUT} shade={shade} />
      <div class="choices">
        <Slider name="p" value={p} min={0} max={1} step={0.01} onChange={setP} />
        <Slider name="step" value={step} min={0} max={50} step={1} onChange={setStep} />
      </div>
      <p class="hint">
        Move p: masks are nested, nothing that was dropped comes back as p grows. Move the step and back: the same mask, without a
        generator whose state could be lost.
      </p>
    </figure>
  );
}

/** Fills a place. */
export function mount(element: HTMLElement): void {
  element.textContent = '';
  render(<Nested />, element);
}
