// Failures with a known cause (offline, no browser) end with a text that says what to do; anything else keeps its stack trace.

/** A failure that was foreseen: its message names the cause and the remedy. */
export class ForeseenFailure extends Error {}

/**
 * Runs a command's work and turns its outcome into the exit code.
 *
 * @param {() => Promise<number>} work resolves to the exit code
 */
export async function main(work) {
  try {
    process.exitCode = await work();
  } catch (error) {
    if (!(error instanceof ForeseenFailure)) throw error;
    console.error(`\ndropkit: ${error.message}`);
    process.exitCode = 1;
  }
}
