import { render } from 'preact';
import { OnnxPage } from './onnx-page.js';

/** Fills a place with the page for models. */
export function mount(element: HTMLElement): void {
  element.textContent = '';
  render(<OnnxPage />, element);
}
