// Progress on standard error: a bar on a terminal, one line elsewhere.
import cliProgress from 'cli-progress';

/** @param {string} name @param {number} total @returns {{ update: (done: number) => void, stop: () => void }} */
export function progress(name, total) {
  const { stderr } = process;
  if (!stderr.isTTY) return { update: () => {}, stop: () => stderr.write(`  ${name}: done\n`) };
  const format = `  ${name.padEnd(34)} {bar} {value}/{total} {duration_formatted}`;
  const bar = new cliProgress.SingleBar({ stream: stderr, format, hideCursor: true }, cliProgress.Presets.shades_classic);
  bar.start(total, 0);
  return { update: (done) => bar.update(done), stop: () => bar.stop() };
}
