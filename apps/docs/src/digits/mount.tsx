// The page: a canvas to draw on, digits for those who would rather not, and what fifty networks make of it.
import { type ClassUncertainty, createClassUncertainty, createMoments } from '@dropkit/core';
import { render } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { Slider } from '../plots/slider.js';
import { halve, normalize, SIDE } from './image.js';
import { fromBase64, type ModelFile, softmax, unpackModel } from './model.js';
import { Sketch } from './sketch.js';

const CLASSES = 10;

/** What the samples say. */
interface Reading {
  readonly mean: Float64Array;
  readonly deviation: Float64Array;
  readonly uncertainty: ClassUncertainty;
}

function Digits({ file }: { file: ModelFile }) {
  const network = useMemo(() => unpackModel(file), [file]);
  const [image, setImage] = useState<Float32Array>();
  const [samples, setSamples] = useState(50);
  const reading = useMemo((): Reading | undefined => {
    if (!image) return undefined;
    const uncertainty = createClassUncertainty(CLASSES);
    const moments = createMoments();
    for (let t = 0; t < samples; t++) {
      const probabilities = softmax(network.sample(image, t), CLASSES);
      uncertainty.add(probabilities);
      moments.add(probabilities);
    }
    return { mean: moments.mean, deviation: moments.standardDeviation(), uncertainty: uncertainty.result() };
  }, [network, image, samples]);
  const draw = (ink: Float32Array) => {
    const full = normalize(ink);
    setImage(full && halve(full));
  };
  const show = (text: string) => setImage(Float32Array.from(fromBase64(text), (byte) => byte / 255));
  return (
    <div class="digits">
      <div>
        <Sketch onInk={draw} />
        <p>or take one that it has not seen:</p>
        <div class="choices examples">
          {file.examples.map(({ label, image: text }) => (
            <button type="button" key={label} onClick={() => show(text)} aria-label={`Show a handwritten ${label}`}>
              {label}
            </button>
          ))}
        </div>
        <Slider name="samples" value={samples} min={2} max={200} step={1} onChange={setSamples} />
        <p class="hint">
          Right on {(100 * file.accuracy).toFixed(1)} % of {file.tested} digits that it has not seen; trained on {file.trained}{' '}
          with p = {file.p}.
        </p>
      </div>
      {image && reading ? <Verdict image={image} reading={reading} /> : <p>Nothing drawn yet.</p>}
    </div>
  );
}

function Verdict({ image, reading: { mean, deviation, uncertainty } }: { image: Float32Array; reading: Reading }) {
  const [winner] = uncertainty.prediction;
  const numbers: readonly (readonly [string, number, string])[] = [
    ['total uncertainty', uncertainty.predictiveEntropy[0], 'entropy of the mean, up to ln 10 = 2.30'],
    ['aleatoric part', uncertainty.expectedEntropy[0], 'mean of the entropies: every sample is unsure'],
    ['epistemic part', uncertainty.mutualInformation[0], 'mutual information: samples disagree'],
    ['votes for others', uncertainty.variationRatio[0], 'share of samples with another answer'],
  ];
  return (
    <div>
      <p class="share" role="status" data-prediction={winner} data-total={uncertainty.predictiveEntropy[0]}>
        Read as <strong>{winner}</strong> with {(100 * mean[winner]).toFixed(0)} % ± {(100 * deviation[winner]).toFixed(0)} %.
      </p>
      <Seen image={image} />
      <table>
        <caption class="hint">Mean probability, and its standard deviation over the samples</caption>
        <tbody>
          {Array.from(mean, (value, digit) => (
            <tr key={digit}>
              <th scope="row">{digit}</th>
              <td class="bar">
                <span style={{ width: `${100 * value}%` }} />
              </td>
              <td>
                {(100 * value).toFixed(0)} % ± {(100 * deviation[digit]).toFixed(0)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <dl>
        {numbers.map(([name, value, meaning]) => (
          <div key={name}>
            <dt>
              {name}: <strong>{value.toFixed(2)}</strong>
            </dt>
            <dd class="hint">{meaning}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

/** The 14 x 14 that the network is given. */
function Seen({ image }: { image: Float32Array }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    const pixels = context.createImageData(SIDE, SIDE);
    image.forEach((value, i) => {
      pixels.data.set([37, 99, 235, 255 * value], 4 * i);
    });
    context.putImageData(pixels, 0, 0);
  }, [image]);
  return (
    <figure class="seen">
      <figcaption>What it sees</figcaption>
      <canvas ref={canvas} width={SIDE} height={SIDE} role="img" aria-label="The digit as the network sees it, 14 by 14 pixels" />
    </figure>
  );
}

/** Fills a place, once the weights are there. */
export function mount(element: HTMLElement): void {
  const url = new URL('../../generated/digits/model.json', import.meta.url);
  fetch(url)
    .then((response) => response.json())
    .then((file: ModelFile) => {
      element.textContent = '';
      render(<Digits file={file} />, element);
    })
    .catch((error: unknown) => {
      element.textContent = `The weights could not be loaded: ${error}`;
    });
}
