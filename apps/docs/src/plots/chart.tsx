// A plot of Observable Plot as a component: redrawn when its options change, as wide as its place, with a sentence for those who do not
// see it.
import { type PlotOptions, plot } from '@observablehq/plot';
import { useEffect, useRef, useState } from 'preact/hooks';

/** `label` is read instead of the picture. */
export function Chart({ label, options }: { label: string; options: PlotOptions }) {
  const place = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(640);
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => setWidth(Math.max(280, Math.round(entry.contentRect.width))));
    if (place.current) observer.observe(place.current);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    const figure = plot({
      width,
      height: Math.min(360, Math.round(width * 0.6)),
      style: { background: 'none', overflow: 'visible' },
      ...options,
    });
    // the picture has one label; those of its parts would be read without saying anything
    for (const part of figure.querySelectorAll('g[aria-label]')) part.removeAttribute('aria-label');
    figure.setAttribute('role', 'img');
    figure.setAttribute('aria-label', label);
    place.current?.replaceChildren(figure);
  }, [options, width, label]);
  return <div class="chart" ref={place} />;
}

/** Colours of the style sheet, with contrast against both backgrounds. Plot takes variables and no light-dark(). */
export const BLUE = 'var(--plot-blue)';
export const ORANGE = 'var(--plot-orange)';
