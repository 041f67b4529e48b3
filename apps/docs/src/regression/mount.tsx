// The page: settings, the picture of dots, mean and band, and what the numbers say.
import { areaY, dot, lineY, ruleX } from '@observablehq/plot';
import { render } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { BLUE, Chart, ORANGE } from '../plots/chart.js';
import { Slider } from '../plots/slider.js';
import { type Path, Paths } from './path.js';
import { CLUSTERS, DOMAIN, grid, NOISE, observations } from './problem.js';
import { stepsOf, type View } from './train.js';
import type { Answer, Order } from './worker.js';

const DATA = observations();
const DOTS = Array.from(DATA.x, (x, i) => ({ x, y: DATA.y[i] }));
const GRID = grid();

/** Paths of earlier runs that stay in the picture. */
const MOST_BEFORE = 6;

function Regression() {
  const [p, setP] = useState(0.1);
  const [learned, setLearned] = useState(false);
  const [samples, setSamples] = useState(50);
  const [answer, setAnswer] = useState<Answer>();
  const [path, setPath] = useState<Path>([]);
  const [before, setBefore] = useState<readonly Path[]>([]);
  const worker = useRef<Worker | undefined>(undefined);
  const send = (order: Order) => worker.current?.postMessage(order);
  const train = () => {
    worker.current?.terminate();
    worker.current = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
    worker.current.addEventListener('message', ({ data }: MessageEvent<Answer>) => {
      setAnswer(data);
      const { step, ps } = data.view;
      setPath((known) => (known.at(-1)?.step === step ? known : [...known, { step, ps }]));
    });
    if (answer?.settings.learned && answer.done) setBefore((paths) => [...paths, path].slice(-MOST_BEFORE));
    setAnswer(undefined);
    setPath([{ step: 0, ps: [p, p] }]);
    send({ train: { p, learned }, samples });
  };
  useEffect(() => {
    train();
    return () => worker.current?.terminate();
  }, []);
  useEffect(() => send({ samples }), [samples]);
  return (
    <div class="regression" aria-busy={!answer?.done} data-samples={samples}>
      <div class="choices">
        <Slider name={learned ? 'p to start from' : 'p'} value={p} min={0.02} max={0.9} step={0.01} onChange={setP} />
        <Slider name="samples" value={samples} min={2} max={200} step={1} onChange={setSamples} />
        <label>
          <span>
            <input type="checkbox" checked={learned} onChange={(event) => setLearned(event.currentTarget.checked)} /> learn p
            (concrete dropout)
          </span>
        </label>
        <button type="button" class="main" onClick={train}>
          {learned ? `Learn p from ${p}` : `Train with p = ${p}`}
        </button>
      </div>
      {answer ? <Outcome answer={answer} samples={samples} /> : <p>Training ...</p>}
      {answer?.settings.learned && <Paths now={path} before={before} steps={stepsOf(answer.settings)} />}
    </div>
  );
}

function Outcome({ answer: { view, settings, done }, samples }: { answer: Answer; samples: number }) {
  const steps = stepsOf(settings);
  const options = useMemo(() => {
    const rows = Array.from(GRID, (x, i) => {
      const total = Math.sqrt(view.deviation[i] ** 2 + NOISE ** 2);
      return { x, mean: view.mean[i], spread: 2 * view.deviation[i], total: 2 * total };
    });
    const lines = view.lines.map((line) => Array.from(line, (y, i) => ({ x: GRID[i], y })));
    const band = (size: 'spread' | 'total', opacity: number) =>
      areaY(rows, {
        x: 'x',
        y1: (row) => row.mean - row[size],
        y2: (row) => row.mean + row[size],
        fill: BLUE,
        fillOpacity: opacity,
        clip: true,
      });
    return {
      x: { label: 'x', domain: DOMAIN },
      y: { label: 'y', domain: [-4, 4] },
      marks: [
        band('total', 0.15),
        band('spread', 0.25),
        ...lines.map((line) => lineY(line, { x: 'x', y: 'y', stroke: 'currentColor', strokeOpacity: 0.25, clip: true })),
        lineY(rows, { x: 'x', y: 'mean', stroke: BLUE, strokeWidth: 2, clip: true }),
        ruleX(CLUSTERS.flat(), { strokeOpacity: 0.15 }),
        dot(DOTS, { x: 'x', y: 'y', fill: ORANGE, r: 2.5 }),
      ],
    };
  }, [view]);
  const at = useMemo(() => spreads(view), [view]);
  const ps = view.ps.map((p) => p.toFixed(3)).join(' and ');
  return (
    <figure>
      <Chart
        label="Dots, the mean of the samples, and a band that is narrow at the dots and wide away from them"
        options={options}
      />
      <figcaption>
        Orange: data. Blue: mean of {samples} samples, ± 2 standard deviations of them (dark), with the noise of the data (light).
        Thin lines: single samples.
      </figcaption>
      <progress max={steps} value={view.step} aria-label="Steps of training" />
      <p
        aria-live={done ? 'polite' : 'off'}
        data-step={view.step}
        data-error={view.error}
        data-inside={at.inside}
        data-outside={at.outside}
        data-ps={view.ps.join()}
        data-done={done}
      >
        Step {view.step} of {steps}. Error on the data {view.error.toFixed(3)} (noise {NOISE}). Spread at the data{' '}
        <strong>{at.inside.toFixed(3)}</strong>, far from them <strong>{at.outside.toFixed(3)}</strong>. Drop probabilities {ps}.
      </p>
    </figure>
  );
}

/** Mean spread where there are data, and at the two ends. */
function spreads({ deviation }: View): { inside: number; outside: number } {
  const mean = (inside: (x: number) => boolean) => {
    const found = Array.from(deviation).filter((_, i) => inside(GRID[i]));
    return found.reduce((sum, value) => sum + value, 0) / found.length;
  };
  return {
    inside: mean((x) => CLUSTERS.some(([from, to]) => x >= from && x <= to)),
    outside: mean((x) => Math.abs(x) > 2.5),
  };
}

/** Fills a place. */
export function mount(element: HTMLElement): void {
  element.textContent = '';
  render(<Regression />, element);
}
