// What the samples say of each output: mean and spread of its first elements, the histogram of one, and the file as it was beside them.
import { areaY, dot, lineY, rectY, ruleX, ruleY } from '@observablehq/plot';
import { useMemo, useState } from 'preact/hooks';
import { BLUE, Chart, ORANGE } from '../plots/chart.js';
import { Slider } from '../plots/slider.js';
import { binsOf } from './bins.js';
import { madeText } from './made-sizes.js';
import type { Sampled, SampledOutput } from './messages.js';
import { numberText } from './text.js';

/** Elements up to which each gets an interval; more are drawn as a band. */
const MOST_INTERVALS = 24;
/** Samples that are drawn one by one. */
const MOST_DOTS = 50;

export function Outputs({ sampled: { outputs, inputs, plainRuns, samples, plan } }: { sampled: Sampled }) {
  const [name, setName] = useState(outputs[0]?.name);
  const output = outputs.find((other) => other.name === name) ?? outputs[0];
  const made = madeText(inputs);
  if (!output) return <p>None of its outputs are numbers.</p>;
  return (
    <div class="outputs" data-deviation={largest(output.deviation)} data-plain-deviation={output.plain.deviation}>
      {outputs.length > 1 && (
        <label class="choice">
          output
          <select value={output.name} onChange={(event) => setName(event.currentTarget.value)}>
            {outputs.map((other) => (
              <option key={other.name}>{other.name}</option>
            ))}
          </select>
        </label>
      )}
      <Verdict output={output} plainRuns={plainRuns} samples={samples} />
      {made && <p class="hint">{made}</p>}
      <Elements output={output} samples={samples} />
      <Histogram key={output.name} output={output} samples={samples} />
      <Numbers output={output} />
      <How plan={plan} />
    </div>
  );
}

function largest(values: Float64Array): number {
  return values.reduce((most, value) => Math.max(most, value), 0);
}

function Verdict({
  output: { name, dims, deviation, plain },
  plainRuns,
  samples,
}: Pick<Sampled, 'plainRuns' | 'samples'> & { output: SampledOutput }) {
  const spread = largest(deviation);
  return (
    <p class="share">
      <strong>{name}</strong> [{dims.join(', ')}]: largest standard deviation of an element <strong>{numberText(spread)}</strong>{' '}
      over {samples} samples with dropout, and <strong>{numberText(plain.deviation)}</strong> over {plainRuns} runs of the file as
      it is
      {plain.deviation === 0 && ': nothing in it is random'}.
    </p>
  );
}

interface OutputProps {
  readonly output: SampledOutput;
  readonly samples: number;
}

/** Mean and standard deviation of each element, with samples and the file as it is. */
function Elements({ output, samples }: OutputProps) {
  const { shown, mean } = output;
  const options = useMemo(() => {
    const rows = Array.from({ length: shown }, (_, i) => ({
      i,
      mean: output.mean[i],
      low: output.mean[i] - output.deviation[i],
      high: output.mean[i] + output.deviation[i],
      plain: output.plain.first[i],
    }));
    const few = shown <= MOST_INTERVALS;
    const x = {
      label: 'element',
      domain: few ? [-0.5, shown - 0.5] : [0, shown - 1],
      ticks: few ? rows.map(({ i }) => i) : 8,
      tickFormat: 'd',
    };
    return {
      x,
      y: { label: output.name, nice: true },
      marks: few ? intervals(rows, output, samples) : band(rows),
    };
  }, [output, samples]);
  if (shown === 1) return null;
  return (
    <figure>
      <Chart label={`Mean and spread of the first ${shown} elements of ${output.name}`} options={options} />
      <figcaption>
        {shown < mean.length ? `The first ${shown} of ${mean.length} elements. ` : ''}
        {shown <= MOST_INTERVALS
          ? 'Blue bar: mean ± 1 standard deviation; dots: single samples; orange cross: the file as it is.'
          : 'Blue: mean ± 1 standard deviation; orange, dashed: the file as it is.'}
      </figcaption>
    </figure>
  );
}

interface Row {
  readonly i: number;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  readonly plain: number;
}

function intervals(rows: readonly Row[], { draws, shown }: SampledOutput, samples: number) {
  const drawn = Array.from({ length: Math.min(samples, MOST_DOTS) * shown }, (_, n) => ({ i: n % shown, y: draws[n] }));
  return [
    ruleX(rows, { x: 'i', y1: 'low', y2: 'high', stroke: BLUE, strokeWidth: 7, strokeOpacity: 0.3 }),
    dot(drawn, { x: 'i', y: 'y', r: 1.5, fill: 'currentColor', fillOpacity: 0.35 }),
    dot(rows, { x: 'i', y: 'mean', r: 4, fill: BLUE }),
    dot(rows, { x: 'i', y: 'plain', r: 4, symbol: 'times', stroke: ORANGE, strokeWidth: 2 }),
  ];
}

function band(rows: readonly Row[]) {
  return [
    areaY(rows, { x: 'i', y1: 'low', y2: 'high', fill: BLUE, fillOpacity: 0.3 }),
    lineY(rows, { x: 'i', y: 'mean', stroke: BLUE, strokeWidth: 1.5 }),
    lineY(rows, { x: 'i', y: 'plain', stroke: ORANGE, strokeWidth: 1.5, strokeDasharray: '3 3' }),
  ];
}

/** All samples of one element; at first of the one that spreads most. */
function Histogram({ output, samples }: OutputProps) {
  const { shown, draws, deviation, name, plain } = output;
  const [element, setElement] = useState(() => widest(deviation.subarray(0, shown)));
  const options = useMemo(() => {
    const values = Array.from({ length: samples }, (_, t) => draws[t * shown + element]);
    const bins = binsOf(values);
    if (bins.length === 0) return undefined;
    const whole = [...values, plain.first[element]].filter(Number.isFinite);
    return {
      height: 200,
      x: { label: `${name}, element ${element}`, domain: [Math.min(...whole), Math.max(...whole)] },
      y: { label: 'samples' },
      marks: [
        rectY(bins, { x1: 'low', x2: 'high', y: 'count', fill: BLUE, fillOpacity: 0.6 }),
        ruleX([plain.first[element]], { stroke: ORANGE, strokeWidth: 2.5, strokeDasharray: '5 3' }),
        ruleY([0]),
      ],
    };
  }, [output, element]);
  return (
    <figure>
      {shown > 1 && <Slider name="element" value={element} min={0} max={shown - 1} step={1} onChange={setElement} />}
      {options ? (
        <Chart label={`Histogram of ${samples} samples of element ${element} of ${name}`} options={options} />
      ) : (
        <p>The finite samples of element {element} do not differ: there is nothing to draw.</p>
      )}
      <figcaption>
        Element {element}: mean {numberText(output.mean[element])}, standard deviation {numberText(deviation[element])}; the file
        as it is (dashed) gives {numberText(plain.first[element])}.
      </figcaption>
    </figure>
  );
}

function widest(deviation: Float64Array): number {
  return Math.max(deviation.indexOf(largest(deviation)), 0);
}

function Numbers({ output: { mean, deviation, plain, shown, name } }: { output: SampledOutput }) {
  return (
    <details>
      <summary>As numbers</summary>
      <section class="scrolling tall" tabIndex={0} aria-label={`${name} as numbers`}>
        <table>
          <thead>
            <tr>
              <th scope="col">Element</th>
              <th scope="col">Mean</th>
              <th scope="col">Standard deviation</th>
              <th scope="col">File as it is</th>
            </tr>
          </thead>
          <tbody>
            {Array.from({ length: shown }, (_, i) => (
              <tr key={i}>
                <th scope="row">{i}</th>
                <td>{numberText(mean[i])}</td>
                <td>{numberText(deviation[i])}</td>
                <td>{numberText(plain.first[i])}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  );
}

function How({ plan: { reasons, warnings } }: Pick<Sampled, 'plan'>) {
  return (
    <details>
      <summary>How it was sampled, and why so</summary>
      <ul>
        {[...reasons, ...warnings].map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </details>
  );
}
