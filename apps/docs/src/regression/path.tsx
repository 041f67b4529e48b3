// Where the learned probabilities went, step by step, and where those of earlier runs went from other starts.
import { dot, lineY } from '@observablehq/plot';
import { useMemo } from 'preact/hooks';
import { BLUE, Chart, ORANGE } from '../plots/chart.js';

/** The probabilities of all layers after some steps. */
export interface Place {
  readonly step: number;
  readonly ps: readonly number[];
}

/** One training, from its start. */
export type Path = readonly Place[];

const COLOURS = [BLUE, ORANGE];

export function Paths({ now, before, steps }: { now: Path; before: readonly Path[]; steps: number }) {
  const options = useMemo(() => {
    const lines = (path: Path, more: object) =>
      COLOURS.map((stroke, l) =>
        lineY(
          path.map(({ step, ps }) => ({ step, p: ps[l] })),
          { x: 'step', y: 'p', stroke, ...more },
        ),
      );
    const ends = COLOURS.map((fill, l) => dot([{ ...now.at(-1), p: now.at(-1)?.ps[l] }], { x: 'step', y: 'p', fill, r: 4 }));
    return {
      height: 200,
      x: { label: 'step', domain: [0, steps] },
      y: { label: 'p', domain: [0, 1] },
      marks: [...before.flatMap((path) => lines(path, { strokeOpacity: 0.4 })), ...lines(now, { strokeWidth: 2.5 }), ...ends],
    };
  }, [now, before, steps]);
  return (
    <figure>
      <Chart label="The drop probabilities of both hidden layers against the step of training" options={options} />
      <figcaption>
        The drop probability of the first hidden layer (blue) and of the second (orange).
        {before.length > 0 && ' Pale: earlier runs, from other starts.'}
      </figcaption>
    </figure>
  );
}
