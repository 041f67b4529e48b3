// How a tensor of any rank becomes a picture: which two axes make a panel, and which count the panels.

/** A picture of panels in rows; a panel is height x width elements. */
export interface PanelLayout {
  /** The tensor's axes in the order: further axes (folded into rows of panels), columns of panels, rows and columns of elements. */
  readonly order: readonly number[];
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  readonly rows: number;
  readonly columns: number;
  readonly height: number;
  readonly width: number;
}

/** Most elements of a side that a panel shows, and most pixels of a picture's side. */
const MOST = 256;
const GAP = 1;

/**
 * Lays a tensor out. The last two axes make a panel; with channels last, the last two that are not the channels.
 *
 * @example layOut([4, 8, 12, 12], false); // 4 rows of 8 panels of 12 x 12: samples by channels
 */
export function layOut(shape: readonly number[], channelsLast: boolean): PanelLayout {
  const axes = shape.map((_, axis) => axis);
  const order = channelsLast && axes.length > 2 ? [0, axes.length - 1, ...axes.slice(1, -1)] : axes;
  const sizes = [1, 1, 1, 1, ...order.map((axis) => shape[axis])];
  const [fullColumns, height, width] = sizes.slice(-3);
  const fullRows = sizes.slice(0, -3).reduce((a, b) => a * b, 1);
  const shown = { height: Math.min(height, MOST), width: Math.min(width, MOST) };
  const fit = (count: number, side: number) => Math.min(count, Math.max(1, Math.floor((MOST + GAP) / (side + GAP))));
  return {
    order,
    shape,
    strides: rowMajor(shape),
    rows: fit(fullRows, shown.height),
    columns: fit(fullColumns, shown.width),
    ...shown,
  };
}

/** Pixels of the picture's sides, gaps between panels included. */
export function pictureSize({ rows, columns, height, width }: PanelLayout): { width: number; height: number } {
  return { width: columns * (width + GAP) - GAP, height: rows * (height + GAP) - GAP };
}

/** Calls `paint` with the linear index of each element that is shown and the pixel that shows it. */
export function eachPixel(layout: PanelLayout, paint: (element: number, x: number, y: number) => void): void {
  const { rows, columns, height, width } = layout;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          paint(elementAt(layout, [row, column, y, x]), column * (width + GAP) + x, row * (height + GAP) + y);
        }
      }
    }
  }
}

/** The linear index of a panel's element; the first coordinate folds all axes before the columns of panels. */
function elementAt({ order, shape, strides }: PanelLayout, coordinates: readonly number[]): number {
  let index = 0;
  let folded = coordinates[0];
  for (let place = order.length - 1; place >= 0; place--) {
    const axis = order[place];
    const fromEnd = order.length - place;
    if (fromEnd <= 3) {
      index += coordinates[4 - fromEnd] * strides[axis];
    } else {
      index += (folded % shape[axis]) * strides[axis];
      folded = Math.floor(folded / shape[axis]);
    }
  }
  return index;
}

/** A sentence about what is shown. */
export function describe(layout: PanelLayout): string {
  const { rows, columns, height, width, shape } = layout;
  const count = shape.reduce((a, b) => a * b, 1);
  const shown = rows * columns * height * width;
  const part = shown === count ? `all ${count} elements` : `${shown} of ${count} elements`;
  const panels = rows * columns === 1 ? 'one panel' : `${rows} x ${columns} panels`;
  return `One square an element; ${part}: ${panels} of ${height} x ${width}.`;
}

function rowMajor(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis];
  }
  return strides;
}
