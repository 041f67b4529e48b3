import { render } from 'preact';
import { Playground } from './playground.js';

/** Fills a place with the playground. */
export function mount(element: HTMLElement): void {
  element.textContent = '';
  render(<Playground />, element);
}
