// From ink to the classifier's input, as its training digits were made: scaled into a box, centred by mass, and halved to 14 x 14.

/** Side of the images that the classifier reads. */
export const SIDE = 14;
/** Side of MNIST's images, and of the box that holds the digit in them. */
const FULL = 28;
const BOX = 20;

/** Means of 2 x 2 pixels. */
export function halve(image: ArrayLike<number>): Float32Array {
  return Float32Array.from({ length: SIDE * SIDE }, (_, i) => {
    const at = 2 * Math.floor(i / SIDE) * FULL + 2 * (i % SIDE);
    return (image[at] + image[at + 1] + image[at + FULL] + image[at + FULL + 1]) / 4;
  });
}

/**
 * Ink of a square canvas as MNIST has it; undefined where there is none.
 *
 * @param ink row-major, 0 to 1
 * @see LeCun, Cortes and Burges, "The MNIST database": size normalised into 20 x 20, centred by mass in 28 x 28
 */
export function normalize(ink: Float32Array): Float32Array | undefined {
  const side = Math.sqrt(ink.length);
  const [xs, ys] = [[] as number[], [] as number[]];
  for (let i = 0; i < ink.length; i++) {
    if (ink[i] <= 0.1) continue;
    xs.push(i % side);
    ys.push(Math.floor(i / side));
  }
  if (xs.length === 0) return undefined;
  const [left, right, top, bottom] = [least(xs), most(xs) + 1, least(ys), most(ys) + 1];
  const scale = BOX / Math.max(right - left, bottom - top);
  const mass = { all: 0, x: 0, y: 0 };
  for (let i = 0; i < ink.length; i++) {
    mass.all += ink[i];
    mass.x += ink[i] * (i % side);
    mass.y += ink[i] * Math.floor(i / side);
  }
  const [cx, cy] = [mass.x / mass.all, mass.y / mass.all];
  const area = Math.max(1, Math.round(1 / scale));
  return Float32Array.from({ length: FULL * FULL }, (_, i) => {
    const x = ((i % FULL) - (FULL - 1) / 2) / scale + cx;
    const y = (Math.floor(i / FULL) - (FULL - 1) / 2) / scale + cy;
    return meanAround(ink, side, x, y, area);
  });
}

/** Mean ink of a square; outside the canvas there is none. */
function meanAround(ink: Float32Array, side: number, x: number, y: number, size: number): number {
  let sum = 0;
  const [x0, y0] = [Math.round(x - size / 2), Math.round(y - size / 2)];
  for (let v = y0; v < y0 + size; v++) {
    for (let u = x0; u < x0 + size; u++) if (u >= 0 && v >= 0 && u < side && v < side) sum += ink[v * side + u];
  }
  return sum / size ** 2;
}

function least(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => Math.min(a, b));
}

function most(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => Math.max(a, b));
}
