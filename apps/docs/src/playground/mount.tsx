import { render } from 'preact';
export function mount(element: HTMLElement): void {
  render(<p>hello</p>, element);
}
