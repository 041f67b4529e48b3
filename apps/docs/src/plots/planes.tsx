// Planar masks as a picture: each row is one binary digit of many uniforms, decided from the top, each column one element.
import { type Address, planarUniform, threshold } from '@dropkit/core';
import { render } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { Slider } from './slider.js';

const ADDRESS: Address = { seed: 42, stream: 1, step: 0 };
const ELEMENTS = 40;
const SHOWN = 10;
const CELL = 14;
const LEFT = 92;
const WIDTH = LEFT + ELEMENTS * CELL + 4;
const ROWS_FROM = 22;
const RESULT_Y = ROWS_FROM + (SHOWN + 0.6) * CELL;

const UNIFORMS = Array.from({ length: ELEMENTS }, (_, i) => planarUniform(i, ADDRESS));

/** Digit k of a 32-bit number, 0 the most significant. */
function digit(value: number, k: number): number {
  return (value >>> (31 - k)) & 1;
}

/** The first digit in which a uniform differs from T; from there on it is decided. */
function decidedAt(u: number, t: number): number {
  return Math.clz32((u ^ t) >>> 0);
}

function Planes() {
  const [p, setP] = useState(0.3);
  const t = useMemo(() => threshold(p), [p]);
  const last = Math.clz32(t & -t); // all digits of T behind it are 0
  const left = UNIFORMS.filter((u) => decidedAt(u, t) >= SHOWN && last >= SHOWN).length;
  return (
    <figure class="planes">
      <Slider name="p" value={p} min={0.01} max={0.99} step={0.01} onChange={setP} />
      <section class="scrolling" tabIndex={0} aria-label="Digits of elements">
        <svg
          viewBox={`0 0 ${WIDTH} ${RESULT_Y + CELL + 6}`}
          role="img"
          aria-label="Rows of binary digits: in each row about half of the elements that were undecided get decided"
        >
          <text x={LEFT} y={14}>
            40 of the 128 elements of a group
          </text>
          {Array.from({ length: SHOWN }, (_, k) => (
            <Row key={k} k={k} t={t} unused={k > last} />
          ))}
          <text x={0} y={RESULT_Y + CELL - 3}>
            mask
          </text>
          {UNIFORMS.map((u, i) => (
            <rect
              key={i}
              x={LEFT + i * CELL}
              y={RESULT_Y}
              width={CELL - 1}
              height={CELL - 1}
              class={u < t ? 'dropped' : 'kept'}
            />
          ))}
        </svg>
      </section>
      <figcaption>
        Each row is one binary digit of T = p 2³² and of the uniforms u of all elements, from the most significant one: a single
        block of Philox for 128 of them. Framed: still equal to T, so undecided. The first digit that differs decides: 0 against 1
        is u &lt; T, dropped; 1 against 0 is kept. Pale: decided before.{' '}
        {last < SHOWN
          ? `T ends after ${last + 1} ${last === 0 ? 'digit' : 'digits'}, and so does the work.`
          : `After ${SHOWN} digits ${left} of 40 are undecided.`}
      </figcaption>
    </figure>
  );
}

function Row({ k, t, unused }: { k: number; t: number; unused: boolean }) {
  const y = ROWS_FROM + k * CELL;
  return (
    <g opacity={unused ? 0.15 : 1}>
      <text x={0} y={y + CELL - 3}>
        digit {k + 1}: {digit(t, k)}
      </text>
      {UNIFORMS.map((u, i) => {
        const at = decidedAt(u, t);
        const state = k < at ? 'open' : k === at ? (digit(t, k) ? 'dropped' : 'kept') : 'done';
        return (
          <g key={i} class={state}>
            <rect x={LEFT + i * CELL} y={y} width={CELL - 1} height={CELL - 1} />
            <text x={LEFT + i * CELL + CELL / 2 - 0.5} y={y + CELL - 3.5} text-anchor="middle">
              {digit(u, k)}
            </text>
          </g>
        );
      })}
    </g>
  );
}

/** Fills a place. */
export function mount(element: HTMLElement): void {
  element.textContent = '';
  render(<Planes />, element);
}
