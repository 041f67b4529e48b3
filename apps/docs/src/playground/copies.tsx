// What a reader takes along: the config as JSON, the link to this page as it is, and the same draw as a program.
import { useState } from 'preact/hooks';
import type { Request } from './request.js';
import { type State, toFragment } from './state.js';

export function Copies({ request, state }: { request: Request; state: State }) {
  const json = JSON.stringify(request.config);
  const link = `${location.href.split('#')[0]}#${toFragment(state)}`;
  return (
    <section aria-label="Take it along">
      <Copy name="Config as JSON" text={json} />
      <Copy name="Link to this" text={link} />
      <Copy name="The same in a program" text={program(request)} />
    </section>
  );
}

function Copy({ name, text }: { name: string; text: string }) {
  const [note, setNote] = useState('');
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setNote('copied'),
      () => setNote('not allowed here: select it instead'),
    );
  return (
    <div class="copy">
      <div>
        <strong>{name}</strong>{' '}
        <button type="button" onClick={copy} aria-label={`Copy: ${name}`}>
          Copy
        </button>{' '}
        <span role="status">{note}</span>
      </div>
      <pre tabIndex={0}>
        <code>{text}</code>
      </pre>
    </div>
  );
}

/** The draw as code that runs. */
function program({ config, shape, address }: Request): string {
  const { seed, stream, step } = address;
  return `import { lower } from '@dropkit/core';
import { createCpuBackend } from '@dropkit/cpu';

const backend = createCpuBackend();
const plan = lower(${JSON.stringify(config)}, ${JSON.stringify(shape)}, 'train');
const address = { seed: ${seed}n, stream: ${stream}, step: ${step} };
const mask = backend.mask(plan, address);`;
}
