// A table and pictures for the terminal.
import Table from 'cli-table3';
import { CLASSES, SIZE } from './digits.js';
import { average } from './summary.js';

/** @import { summary } from './summary.js' */
/** @import { Tensor4D } from '@tensorflow/tfjs-core' */

const SHADES = ' ░▒▓█';
const SHOWN = 3;

/** @param {({ name: string } & ReturnType<typeof summary>)[]} rows @param {number} samples */
export function printTable(rows, samples) {
  console.log(`\n${samples} samples with dropout on, for digits like those it learned from and for others\n`);
  const head = ['digits', 'right', 'entropy', 'samples disagree', 'NLL, dropout off', 'NLL, mean of samples'];
  const table = new Table({ head, style: { head: [], border: [], compact: true } });
  for (const row of rows) {
    const numbers = [row.entropy, row.disagreement, row.lossOnce, row.lossMean].map((value) => value.toFixed(3));
    table.push([row.name, `${(100 * row.accuracy).toFixed(0)} %`, ...numbers]);
  }
  console.log(table.toString());
  console.log(
    'entropy: total uncertainty in nats, 2.30 at most; samples disagree: mutual information, what more training could mend.',
  );
}

/** The digits that samples disagree about most. @param {{ images: Tensor4D } & ReturnType<typeof summary>} row @param {Uint8Array} labels */
export async function printDigits({ images, uncertainty, standardDeviation }, labels) {
  const pixels = await images.data();
  const order = Array.from(labels, (_, n) => n).sort(
    (a, b) => uncertainty.mutualInformation[b] - uncertainty.mutualInformation[a],
  );
  console.log('\nThe digits that its samples disagree about most, and the one they agree about most:\n');
  const chosen = [...order.slice(0, SHOWN), order[order.length - 1]];
  const pictures = chosen.map((n) => picture(pixels.subarray(n * SIZE * SIZE, (n + 1) * SIZE * SIZE)));
  for (let line = 0; line < pictures[0].length; line++) console.log(pictures.map((lines) => lines[line]).join('   '));
  for (const n of chosen) console.log(`  ${caption(n, labels[n], uncertainty.mean, standardDeviation)}`);
}

/** @param {number} n @param {number} label @param {ArrayLike<number>} mean @param {ArrayLike<number>} deviation */
function caption(n, label, mean, deviation) {
  const at = (/** @type {number} */ digit) => n * CLASSES + digit;
  const best = Array.from({ length: CLASSES }, (_, digit) => digit).sort((a, b) => mean[at(b)] - mean[at(a)]);
  const guesses = best
    .slice(0, 2)
    .map((digit) => `${digit} with ${mean[at(digit)].toFixed(2)} ± ${deviation[at(digit)].toFixed(2)}`);
  return `a ${label}: ${guesses.join(', ')}`;
}

/** Two rows of pixels in a line of text. @param {ArrayLike<number>} pixels */
function picture(pixels) {
  return Array.from({ length: SIZE / 2 }, (_, line) =>
    Array.from({ length: SIZE }, (_, column) => {
      const upper = 2 * line * SIZE + column;
      return SHADES[Math.round(average([pixels[upper], pixels[upper + SIZE]]) * (SHADES.length - 1))];
    }).join(''),
  );
}
