// One digit: its image, what was predicted, and how much the samples disagree.
import { encode } from 'fast-png';
import { SIZE } from '../digits.js';
import { html } from './html.js';
import { classDistribution } from './plots.js';

/** @import { Picture } from '../experiment.js' */

/** @param {Picture} picture */
export function digitCard(picture) {
  const { label, predicted, mean, predictiveEntropy, mutualInformation, image } = picture;
  const verdict = predicted === label ? 'right' : 'wrong';
  const numbers = `entropy ${predictiveEntropy.toFixed(2)}, mutual information ${mutualInformation.toFixed(2)}`;
  return html`<figure class="digit">
<img src="${pngUrl(image)}" width="84" height="84" alt="Handwritten digit, labelled ${label}">
${classDistribution(picture, `Predicted probabilities of the classes: ${strongest(mean)}`)}
<figcaption><span class="${verdict}">It is a ${label}, predicted ${predicted}: ${verdict}.</span><br><small>${numbers}</small></figcaption>
</figure>`;
}

/** Ink on paper as a data URL. @param {Float32Array} image */
function pngUrl(image) {
  const data = Uint8Array.from(image, (ink) => Math.round(255 * (1 - ink)));
  const png = encode({ width: SIZE, height: SIZE, channels: 1, depth: 8, data });
  return `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
}

/** The three largest probabilities in words. @param {Float64Array} mean */
function strongest(mean) {
  return Array.from(mean, (probability, digit) => ({ probability, digit }))
    .sort((a, b) => b.probability - a.probability)
    .slice(0, 3)
    .map(({ digit, probability }) => `${digit} with ${(100 * probability).toFixed(0)} %`)
    .join(', ');
}
