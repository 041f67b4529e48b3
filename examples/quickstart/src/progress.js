// Progress on standard error: a bar on a terminal, one plain line per phase elsewhere.
import cliProgress from 'cli-progress';

/** @typedef {{ update: (done: number) => void, stop: () => void }} Phase */

/**
 * @param {NodeJS.WriteStream} [stream]
 * @returns {(name: string, total: number) => Phase} starts a phase of `total` steps
 */
export function createProgress(stream = process.stderr) {
  return stream.isTTY ? (name, total) => bar(stream, name, total) : (name, total) => line(stream, name, total);
}

/** @param {NodeJS.WriteStream} stream @param {string} name @param {number} total @returns {Phase} */
function bar(stream, name, total) {
  const format = `  ${name.padEnd(34)} {bar} {value}/{total} {duration_formatted}`;
  const single = new cliProgress.SingleBar({ stream, format, hideCursor: true }, cliProgress.Presets.shades_classic);
  single.start(total, 0);
  return { update: (done) => single.update(done), stop: () => single.stop() };
}

/** @param {NodeJS.WriteStream} stream @param {string} name @param {number} total @returns {Phase} */
function line(stream, name, total) {
  const started = performance.now();
  let last = 0;
  return {
    update: (done) => {
      last = done;
    },
    stop: () => {
      stream.write(`  ${name}: ${last}/${total} in ${((performance.now() - started) / 1000).toFixed(1)} s\n`);
    },
  };
}
