// A progress bar on stderr, so that stdout stays clean for redirection. Without a terminal: a line now and then.
import { Presets, SingleBar } from 'cli-progress';

/** @typedef {{ start: (steps: number) => void, advance: (what: string) => void, stop: () => void }} Progress */

/** @returns {Progress} */
export function showProgress() {
  const bar = new SingleBar(
    {
      format: '{bar} {percentage} % | about {eta_formatted} left | {what}',
      stream: process.stderr,
      noTTYOutput: true,
      notTTYSchedule: 10_000,
      clearOnComplete: true,
      hideCursor: true,
      gracefulExit: false, // main.js stops the bar, also after Ctrl-C
    },
    Presets.shades_classic,
  );
  return {
    start: (steps) => bar.start(steps, 0, { what: 'loading' }),
    advance: (what) => bar.increment(1, { what }),
    stop: () => bar.stop(),
  };
}
