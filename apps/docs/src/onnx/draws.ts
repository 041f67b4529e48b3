// The first elements of each output in each sample, for pictures.

/** Elements of an output that are kept. */
const SHOWN = 128;

/** One output's. */
export interface OutputDraws {
  readonly shown: number;
  /** A row of `shown` for each sample. */
  readonly draws: Float32Array;
}

/** Collects samples; how many elements outputs have is known with the first. */
export class Draws {
  private found: readonly OutputDraws[] = [];

  constructor(private readonly samples: number) {}

  add(outputs: readonly Float64Array[], sample: number): void {
    if (sample === 0) this.found = outputs.map(({ length }) => emptyDraws(Math.min(length, SHOWN), this.samples));
    this.found.forEach(({ shown, draws }, i) => {
      draws.set(outputs[i].subarray(0, shown), sample * shown);
    });
  }

  /** Those of the i-th output. */
  of(i: number): OutputDraws {
    return this.found[i];
  }
}

function emptyDraws(shown: number, samples: number): OutputDraws {
  return { shown, draws: new Float32Array(shown * samples) };
}
