// A table and a picture for the terminal.
import Table from 'cli-table3';
import { drawn, HEIGHT, WIDTH } from './numbers.js';

/** @import { McResult } from '@dropkit/onnx-export' */
/** @import { Picture } from './numbers.js' */

const SHADES = '█▓▒░ ';
const BAR = 20;

/** @param {readonly Picture[]} pictures @param {McResult} result */
export function printTable(pictures, { samples, mean, standardDeviation, uncertainty }) {
  console.log(`\nIs the picture upside down? ${samples} samples with dropout on\n`);
  const head = ['number', 'upside down', 'model says', 'probability', '', 'samples disagree'];
  const table = new Table({ head, style: { head: [], border: [], compact: true } });
  pictures.forEach(({ number, turned }, row) => {
    const [probability, deviation] = [mean[2 * row + 1], standardDeviation[2 * row + 1]];
    const bar = '█'.repeat(Math.round(probability * BAR)).padEnd(BAR, '·');
    const says = probability > 0.5 ? 'yes' : 'no';
    const mutual = uncertainty?.mutualInformation[row] ?? Number.NaN;
    const shown = `${probability.toFixed(3)} ± ${deviation.toFixed(3)}`;
    table.push([number, turned ? 'yes' : 'no', says, shown, bar, mutual.toFixed(4)]);
  });
  console.log(table.toString());
  console.log('samples disagree: mutual information in nats, 0.69 at most.');
}

/** The picture that samples disagree about most. @param {readonly Picture[]} pictures @param {McResult} result */
export function printLeastSure(pictures, { uncertainty }) {
  const values = [...(uncertainty?.mutualInformation ?? [])];
  const picture = pictures[values.indexOf(Math.max(...values))];
  const grey = drawn(picture);
  console.log(`\nThe samples disagree most about ${picture.number}${picture.turned ? ', upside down' : ''}:\n`);
  for (let y = 0; y < HEIGHT; y += 4) {
    const line = Array.from({ length: WIDTH / 2 }, (_, column) => shade(grey[y * WIDTH + 2 * column]));
    console.log(line.join('').trimEnd());
  }
}

/** @param {number} grey -1 for black to 1 for white */
function shade(grey) {
  return SHADES[Math.round(((grey + 1) / 2) * (SHADES.length - 1))];
}
