// What came of a request: pictures of input, mask and output, the statistic, and a table that compares the backends.
import { createReferenceBackend } from '@dropkit/core';
import { useMemo } from 'preact/hooks';
import { inputFor } from './draw.js';
import { describe, layOut } from './panels.js';
import { maskShade, Picture, valueShade } from './picture.js';
import type { Request } from './request.js';
import { statisticOf } from './share.js';
import type { BackendName } from './state.js';
import type { Progress } from './use-results.js';
import { hexWords } from './words.js';

const NAMES: Readonly<Record<BackendName, string>> = { reference: 'Reference', cpu: 'CPU', webgpu: 'WebGPU' };
const MOST_WORDS = 4096;

interface Props {
  readonly request: Request;
  readonly drawn: Progress;
  readonly backend: BackendName;
  readonly onBackend: (backend: BackendName) => void;
}

export function Results({ request: current, drawn, backend, onBackend }: Props) {
  const { results, hint, request = current } = drawn;
  const shown = results[backend] ? backend : 'cpu';
  const result = results[shown];
  const channelsLast = 'layout' in request.config && request.config.layout === 'channelsLast';
  const layout = useMemo(() => layOut(request.shape, channelsLast), [request, channelsLast]);
  const shades = useMemo(() => {
    if (!result) return undefined;
    const mask = maskShade(request.plan, result.words);
    return { input: valueShade(inputFor(request.shape)), mask, output: valueShade(result.y) };
  }, [request, result]);
  if (!result || !shades) return <p>Drawing ...</p>;
  return (
    <>
      <fieldset class="backends">
        <legend>Shown: drawn and applied by</legend>
        {(Object.keys(NAMES) as BackendName[]).map((name) => (
          <label key={name}>
            <input
              type="radio"
              name="backend"
              checked={shown === name}
              disabled={!results[name]}
              onChange={() => onBackend(name)}
            />{' '}
            {NAMES[name]}
          </label>
        ))}
      </fieldset>
      {hint && <p class="hint">{hint}</p>}
      <div class="pictures">
        <Picture caption="Input x" layout={layout} shade={shades.input} />
        <Picture caption="Mask: blue is kept" layout={layout} shade={shades.mask} />
        <Picture caption="Output y" layout={layout} shade={shades.output} />
      </div>
      <p class="hint">{describe(layout)} The input runs from -1 (orange) to 1 (blue) along the last axis.</p>
      <Share request={request} words={result.words} />
      <Backends drawn={drawn} />
      <details>
        <summary>First elements as numbers</summary>
        <Numbers request={request} y={result.y} />
      </details>
      <details>
        <summary>Packed mask, words of 32 bits: {result.words.length}</summary>
        <p class="hint">
          Element n is bit n mod 32 of word n div 32, 1 is kept. The same words in every language that follows the specification.
        </p>
        <pre tabIndex={0}>
          <code id="mask-words">{hexWords(result.words.subarray(0, MOST_WORDS))}</code>
        </pre>
      </details>
      <details>
        <summary>The plan that backends run</summary>
        <pre tabIndex={0}>
          <code>{JSON.stringify(request.plan, null, 2)}</code>
        </pre>
      </details>
    </>
  );
}

/** Measured against expected, with the standard deviation of a draw as the unit. */
function Share({ request, words }: { request: Request; words: Uint32Array }) {
  const statistic = useMemo(() => {
    const count = request.shape.reduce((a, b) => a * b, 1);
    const { plan, address, config } = request;
    const multiplies = plan.kind === 'noise' || plan.kind === 'concrete';
    const ones = multiplies
      ? createReferenceBackend().forward(plan, address, new Float32Array(count).fill(1))
      : new Float32Array();
    return statisticOf(config, plan, words, ones);
  }, [request, words]);
  if (!statistic) return <p class="share">Nothing is drawn here: the plan is “{request.plan.kind}”.</p>;
  const { name, measured, expected, standardDeviation: sd } = statistic;
  const away = sd ? ((measured - expected) / sd).toFixed(2) : undefined;
  return (
    <p class="share" role="status">
      <strong>
        {name[0].toUpperCase() + name.slice(1)} {measured.toFixed(4)}
      </strong>
      , expected {expected.toFixed(4)}
      {sd !== undefined && ` ± ${sd.toFixed(4)} (one standard deviation of a draw)`}
      {away !== undefined && `: ${away} standard deviations away`}.
    </p>
  );
}

function Backends({ drawn: { results, busy } }: { drawn: Progress }) {
  const rows = (Object.keys(NAMES) as BackendName[]).flatMap((name) => (results[name] ? [[name, results[name]] as const] : []));
  return (
    <section class="scrolling" tabIndex={0} aria-label="Backends compared">
      <table class="compared">
        <thead>
          <tr>
            <th scope="col">Backend</th>
            <th scope="col">Against the reference</th>
            <th scope="col">Forward, here</th>
            <th scope="col">Measured</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, { label, equality, equal, timing }]) => (
            <tr key={name} data-backend={name} data-equal={equal}>
              <th scope="row">{label}</th>
              <td>{equality}</td>
              <td>{timing ? `${timing.milliseconds.toPrecision(3)} ms` : busy ? '...' : ''}</td>
              <td>{timing?.how}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Numbers({ request, y }: { request: Request; y: Float32Array }) {
  const x = inputFor(request.shape).subarray(0, 12);
  return (
    <section class="scrolling" tabIndex={0} aria-label="First elements">
      <table>
        <tbody>
          {[['x', x] as const, ['y', y.subarray(0, 12)] as const].map(([name, values]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {Array.from(values, (value, i) => (
                <td key={i}>{Number(value.toPrecision(4))}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
