// A page whose Content Security Policy forbids WebAssembly: no wasm-unsafe-eval.
import { expect, it } from 'vitest';

it('a page that forbids WebAssembly gets the plain kernels', async () => {
  const source = new URL('../src/index.ts', import.meta.url).href;
  const frame = document.createElement('iframe');
  frame.srcdoc = `<meta http-equiv="Content-Security-Policy" content="script-src 'self' 'unsafe-inline'">
    <script type="module">
      import { createCpuBackend } from '${source}';
      let demanded = 'no error';
      try { createCpuBackend({ simd: true }); } catch (error) { demanded = error.name; }
      parent.postMessage({ name: createCpuBackend().name, demanded });
    </script>`;
  const answer = new Promise((resolve) => {
    addEventListener('message', ({ source, data }) => source === frame.contentWindow && resolve(data));
  });
  document.body.append(frame);
  expect(await answer).toEqual({ name: 'cpu-plain', demanded: 'UnsupportedError' });
  frame.remove();
});
