// One measurement: enough calls in a row to be long against the clock and the scheduler.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');

/** A full collection, so that no contender pays for the garbage of the one before it. @type {() => void} */
export const collectGarbage = runInNewContext('gc');

/**
 * Milliseconds that `calls` calls take.
 *
 * @param {() => unknown} run
 * @param {number} calls
 */
export async function timeCalls(run, calls) {
  const start = performance.now();
  for (let call = 0; call < calls; call++) {
    const pending = run();
    if (pending instanceof Promise) await pending;
  }
  return performance.now() - start;
}

/**
 * How many calls fill `milliseconds`. Doubles until they do, which also warms the code up.
 *
 * @param {() => unknown} run
 * @param {number} milliseconds
 */
export async function calibrate(run, milliseconds) {
  let calls = 1;
  let elapsed = await timeCalls(run, calls);
  while (elapsed < milliseconds) {
    calls *= 2;
    elapsed = await timeCalls(run, calls);
  }
  return Math.max(1, Math.ceil((calls * milliseconds) / elapsed));
}
