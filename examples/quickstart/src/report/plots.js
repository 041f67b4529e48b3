// The plots of the report as SVG text: Observable Plot, run without a browser. Colours are the page's CSS variables, so that one
// SVG fits light and dark; sizes are those of a phone, where text must not shrink.
import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { CLASSES } from '../digits.js';
import { raw } from './html.js';

/** @import { Certainty, CurvePoint, Method, Picture } from '../experiment.js' */

/** The colour of each way to predict, and of each measure of certainty in the same order. */
export const COLORS = ['var(--plain)', 'var(--dropout)', 'var(--mean)', 'var(--information)'];

const { document } = parseHTML('<html><body></body></html>');
const SIZE = { width: 440, height: 300, marginLeft: 48, marginRight: 16, marginTop: 30, marginBottom: 40 };
const STYLE = { fontSize: '13px', background: 'none' };

/**
 * @param {Plot.PlotOptions} options
 * @param {string} alt what the plot shows, for those who cannot see it
 */
function draw(options, alt) {
  const figure = Plot.plot({ ...SIZE, style: STYLE, ...options, document: /** @type {Document} */ (document) });
  figure.setAttribute('role', 'img');
  figure.setAttribute('aria-label', alt);
  return raw(figure.outerHTML);
}

/**
 * Loss or error of both networks by epoch, dashed on the training digits.
 *
 * @param {{ plain: CurvePoint[], dropout: CurvePoint[] }} curves
 * @param {'loss' | 'error'} field
 * @param {string} alt
 */
export function learningCurves(curves, field, alt) {
  const scale = field === 'error' ? 100 : 1;
  const y = (/** @type {CurvePoint} */ point) => scale * point[field];
  const marks = [curves.plain, curves.dropout].flatMap((points, i) =>
    ['training', 'test'].flatMap((part) => {
      const data = points.filter((point) => point.part === part);
      const title = (/** @type {CurvePoint} */ p) => `epoch ${p.epoch}, ${part}: ${y(p).toFixed(field === 'error' ? 2 : 3)}`;
      const line = { x: 'epoch', y, stroke: COLORS[i], strokeWidth: 2, strokeDasharray: part === 'test' ? 'none' : '2 4' };
      return [Plot.lineY(data, line), Plot.dot(data, { x: 'epoch', y, r: 2.5, fill: COLORS[i], title })];
    }),
  );
  const label = field === 'error' ? '↑ error rate (%)' : '↑ negative log likelihood';
  return draw(
    {
      x: { label: 'epoch →', ticks: wholeTicks(curves.plain), tickFormat: 'd' },
      y: { label, grid: true, zero: true, ticks: 6 },
      marks,
    },
    alt,
  );
}

/** About six ticks, none between two epochs. @param {CurvePoint[]} points */
function wholeTicks(points) {
  const epochs = points[points.length - 1].epoch;
  return epochs > 6 ? 6 : Array.from({ length: epochs }, (_, i) => i + 1);
}

/**
 * Accuracy on the digits that are left when the least certain ones are rejected.
 *
 * @param {Certainty[]} certainties
 * @param {string} alt
 */
export function rejectionCurves(certainties, alt) {
  const marks = certainties.flatMap(({ rejection, name, measure }, i) => [
    Plot.lineY(rejection, {
      x: ({ rejected }) => 100 * rejected,
      y: ({ accuracy }) => 100 * accuracy,
      stroke: COLORS[i],
      strokeWidth: 2,
    }),
    Plot.dot(
      rejection.filter((_, n) => n % 5 === 0),
      {
        x: ({ rejected }) => 100 * rejected,
        y: ({ accuracy }) => 100 * accuracy,
        r: 2.5,
        fill: COLORS[i],
        title: (p) =>
          `${name}, ${measure}: ${(100 * p.accuracy).toFixed(2)} % right with ${(100 * p.rejected).toFixed(0)} % rejected`,
      },
    ),
  ]);
  return draw({ x: { label: 'rejected (%) →' }, y: { label: '↑ right among the rest (%)', grid: true, ticks: 6 }, marks }, alt);
}

/** A mean over fewer digits than this says nothing. */
export const SMALLEST_BIN = 20;

/**
 * Confidence against accuracy; on the diagonal a prediction is right as often as it says.
 *
 * @param {Method[]} methods
 * @param {string} alt
 */
export function reliabilityCurves(methods, alt) {
  const diagonal = Plot.lineY([0, 100], {
    x: (value) => value,
    y: (value) => value,
    stroke: 'var(--muted)',
    strokeDasharray: '4 4',
  });
  const marks = methods.flatMap(({ reliability, name }, i) => {
    const bins = reliability.filter(({ count }) => count >= SMALLEST_BIN);
    const place = {
      x: (/** @type {{ confidence: number }} */ bin) => 100 * bin.confidence,
      y: (/** @type {{ accuracy: number }} */ bin) => 100 * bin.accuracy,
    };
    const title = (/** @type {{ confidence: number, accuracy: number, count: number }} */ bin) =>
      `${name}: ${bin.count} digits, ${(100 * bin.confidence).toFixed(1)} % confident, ${(100 * bin.accuracy).toFixed(1)} % right`;
    return [
      Plot.lineY(bins, { ...place, stroke: COLORS[i], strokeWidth: 2 }),
      Plot.dot(bins, { ...place, fill: COLORS[i], r: 3, title }),
    ];
  });
  const x = { label: 'confidence (%) →', domain: [0, 100] };
  return draw({ x, y: { label: '↑ right (%)', domain: [0, 100], grid: true }, marks: [diagonal, ...marks] }, alt);
}

/** Samples below this share of probability are left out: they would only blacken the axis. */
const SMALLEST_TICK = 0.01;

/**
 * Mean class probabilities of one digit as bars, single samples as ticks to their right.
 *
 * @param {Picture} picture
 * @param {string} alt
 */
export function classDistribution({ mean, samples, label }, alt) {
  const bars = Array.from(mean, (probability, digit) => ({ digit, probability }));
  const ticks = samples
    .flatMap((sample) => Array.from(sample, (probability, digit) => ({ digit, probability })))
    .filter(({ probability }) => probability >= SMALLEST_TICK);
  const fill = (/** @type {{ digit: number }} */ bar) => (bar.digit === label ? 'var(--true)' : 'var(--bar)');
  const title = (/** @type {{ digit: number, probability: number }} */ bar) =>
    `${bar.digit}: ${(100 * bar.probability).toFixed(1)} %`;
  return draw(
    {
      width: 230,
      height: 116,
      marginLeft: 4,
      marginRight: 4,
      marginTop: 6,
      marginBottom: 20,
      x: { type: 'band', domain: Array.from({ length: CLASSES }, (_, digit) => digit), label: null, tickSize: 0, padding: 0.15 },
      y: { axis: null, domain: [0, 1] },
      marks: [
        Plot.barY(bars, { x: 'digit', y: 'probability', fill, title, insetRight: 8 }),
        Plot.tickY(ticks, { x: 'digit', y: 'probability', stroke: 'var(--tick)', strokeOpacity: 0.4, insetLeft: 12 }),
        Plot.ruleY([0], { stroke: 'var(--muted)' }),
        Plot.ruleY([1], { stroke: 'var(--muted)', strokeDasharray: '1 3' }),
      ],
    },
    alt,
  );
}
