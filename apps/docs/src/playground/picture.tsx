// Masks and numbers as pictures: one pixel an element, zoomed by whole factors. Colours have contrast against both backgrounds.
import { bitMap, indexAt, isKept, type Plan } from '@dropkit/core';
import { useEffect, useRef } from 'preact/hooks';
import { eachPixel, type PanelLayout, pictureSize } from './panels.js';

type Colour = readonly [red: number, green: number, blue: number, alpha: number];

const KEPT: Colour = [37, 99, 235, 255];
const POSITIVE = [37, 99, 235];
const NEGATIVE = [217, 70, 10];

/** What to show at an element; undefined leaves the background. */
export type Shade = (element: number) => Colour | undefined;

/** Kept elements of a packed mask. */
export function maskShade(plan: Plan, words: Uint32Array): Shade {
  const bits = bitMap(plan.map);
  return (element) => (isKept(words, indexAt(bits, element)) ? KEPT : undefined);
}

/** Numbers: blue above zero, orange below, as strong as they are large. */
export function valueShade(values: Float32Array): Shade {
  const most = values.reduce(
    (max, value) => (Math.abs(value) < Number.POSITIVE_INFINITY ? Math.max(max, Math.abs(value)) : max),
    0,
  );
  return (element) => {
    const value = values[element];
    if (value === 0 || Number.isNaN(value)) return undefined;
    const [red, green, blue] = value > 0 ? POSITIVE : NEGATIVE;
    return [red, green, blue, 30 + (225 * Math.min(Math.abs(value), most)) / most];
  };
}

/** A picture with its caption. */
export function Picture({ caption, layout, shade }: { caption: string; layout: PanelLayout; shade: Shade }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { width, height } = pictureSize(layout);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    const image = context.createImageData(width, height);
    eachPixel(layout, (element, x, y) => {
      const colour = shade(element);
      if (colour) image.data.set(colour, 4 * (y * width + x));
    });
    context.putImageData(image, 0, 0);
  }, [layout, shade, width, height]);
  return (
    <figure>
      <figcaption>{caption}</figcaption>
      <canvas ref={canvas} width={width} height={height} role="img" aria-label={caption} />
    </figure>
  );
}
