// A canvas that turns strokes of a pointer into ink.
import { useRef } from 'preact/hooks';

const SIDE = 280;
const PEN = 20;

/** Calls `onInk` with 280 x 280 numbers from 0 to 1, after each stroke and when all is wiped. */
export function Sketch({ onInk }: { onInk: (ink: Float32Array) => void }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const drawing = useRef(false);
  const context = () => canvas.current?.getContext('2d', { willReadFrequently: true });
  const at = (event: PointerEvent) => {
    const box = (event.currentTarget as HTMLCanvasElement).getBoundingClientRect();
    return [((event.clientX - box.left) * SIDE) / box.width, ((event.clientY - box.top) * SIDE) / box.height] as const;
  };
  const start = (event: PointerEvent) => {
    const pen = context();
    if (!pen) return;
    (event.currentTarget as HTMLCanvasElement).setPointerCapture(event.pointerId);
    drawing.current = true;
    pen.lineWidth = PEN;
    pen.lineCap = 'round';
    pen.lineJoin = 'round';
    pen.strokeStyle = 'rgb(37 99 235)';
    pen.beginPath();
    pen.moveTo(...at(event));
  };
  const move = (event: PointerEvent) => {
    const pen = context();
    if (!drawing.current || !pen) return;
    pen.lineTo(...at(event));
    pen.stroke();
  };
  const report = () => {
    const { data } = context()?.getImageData(0, 0, SIDE, SIDE) ?? { data: new Uint8ClampedArray(4 * SIDE * SIDE) };
    onInk(Float32Array.from({ length: SIDE * SIDE }, (_, i) => data[4 * i + 3] / 255));
  };
  const end = () => {
    if (drawing.current) report();
    drawing.current = false;
  };
  const wipe = () => {
    context()?.clearRect(0, 0, SIDE, SIDE);
    report();
  };
  return (
    <div class="sketch">
      <canvas
        ref={canvas}
        width={SIDE}
        height={SIDE}
        role="img"
        aria-label="Draw a digit here"
        onPointerDown={start}
        onPointerMove={move}
        onPointerUp={end}
        onPointerCancel={end}
      />
      <button type="button" onClick={wipe}>
        Wipe
      </button>
    </div>
  );
}
