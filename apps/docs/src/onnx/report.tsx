// What was done to a model, the result to take along, and the way back.
import type { SiteReport } from '@dropkit/onnx-export';
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { ChosenFile } from './chooser.js';
import type { EditOrder } from './edit-form.js';
import { Cancelled, type Helper } from './helper.js';
import type { Edit, Stripped } from './messages.js';
import { bytesText, messageOf, shapeText } from './text.js';

interface Props {
  readonly original: ChosenFile;
  readonly edit: Edit;
  readonly order: EditOrder;
  readonly helper: Helper;
}

export function Report({ original, edit: { model, report }, order, helper }: Props) {
  const name = original.name.replace(/(\.onnx)?$/, '.dropout.onnx');
  const { mode, newInputs, sites, skipped, opset, unusedInputs, upgradeProblems } = report;
  const size = original.model.size;
  return (
    <section aria-labelledby="onnx-report">
      <h2 id="onnx-report">What was done</h2>
      <dl class="facts">
        <Fact name="Masks">
          {mode === 'rng' ? 'drawn in the graph, the same bits as core’s at the same address' : `inputs of the model (${mode})`}
        </Fact>
        <Fact name="New inputs">{newInputs.join(', ')}</Fact>
        <Fact name="Size">
          <span data-growth={model.size - size}>
            {bytesText(size)} became {bytesText(model.size)}: {bytesText(model.size - size)} more
          </span>
        </Fact>
        <Fact name="Opset">
          {opset.before === opset.after ? `${opset.after}, as it was` : `${opset.before} became ${opset.after}`}
        </Fact>
        {unusedInputs.length > 0 && <Fact name="Inputs that nothing takes any more">{unusedInputs.join(', ')}</Fact>}
        {upgradeProblems.length > 0 && <Fact name="Why masks are inputs">{upgradeProblems[0].reason}</Fact>}
        {skipped.length > 0 && (
          <Fact name="Left out">{skipped.map(({ value, reason }) => `${value} (${reason})`).join('; ')}</Fact>
        )}
      </dl>
      <details>
        <summary>
          {sites.length} {sites.length === 1 ? 'site' : 'sites'} and their streams
        </summary>
        <Streams sites={sites} />
      </details>
      <details>
        <summary>The same in a program</summary>
        <pre tabIndex={0}>
          <code>{programOf(original.name, name, order)}</code>
        </pre>
      </details>
      <div class="samples">
        <Download name={name} model={model} />
        <Strip original={original.model} edited={model} helper={helper} />
      </div>
    </section>
  );
}

function Fact({ name, children }: { name: string; children: preact.ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Streams({ sites }: { sites: readonly SiteReport[] }) {
  return (
    <section class="scrolling tall" tabIndex={0} aria-label="Sites and streams">
      <table>
        <thead>
          <tr>
            <th scope="col">Value</th>
            <th scope="col">Config</th>
            <th scope="col">Stream</th>
            <th scope="col">Mask shape</th>
          </tr>
        </thead>
        <tbody>
          {sites.map(({ scope, value, name, config, stream, maskShape }) => (
            <tr key={`${scope} ${value} ${name}`}>
              <th scope="row">{value}</th>
              <td>{JSON.stringify(config)}</td>
              <td>{stream}</td>
              <td>{shapeText(maskShape)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** The address of a blob lasts as long as its link. */
function Download({ name, model }: { name: string; model: Blob }) {
  const url = useMemo(() => URL.createObjectURL(model), [model]);
  useEffect(() => () => URL.revokeObjectURL(url), [url]);
  return (
    <a class="button" href={url} download={name}>
      Download {name}
    </a>
  );
}

function Strip({ original, edited, helper }: { original: Blob; edited: Blob; helper: Helper }) {
  const [verdict, setVerdict] = useState('');
  const strip = async () => {
    setVerdict('Stripping ...');
    try {
      setVerdict(verdictOf(await helper.order('strip', { edited, original })));
    } catch (error) {
      setVerdict(error instanceof Cancelled ? '' : messageOf(error));
    }
  };
  return (
    <>
      <button type="button" onClick={strip}>
        Strip it again
      </button>
      <span role="status" class="stripped">
        {verdict}
      </span>
    </>
  );
}

/** The edit as code that runs in Node. */
function programOf(file: string, result: string, { insertion, dtype }: EditOrder): string {
  const [from, to] = [JSON.stringify(file), JSON.stringify(result)];
  const options = dtype ? `, ${JSON.stringify({ dtype })}` : '';
  const places = insertion?.sites.map((site) => `  ${JSON.stringify(site)},\n`).join('');
  const call = insertion
    ? `insert(model, [\n${places}], ${JSON.stringify(insertion.config)}${options})`
    : `activate(model${options})`;
  return `import { readFile, writeFile } from 'node:fs/promises';
import { ${insertion ? 'insert' : 'activate'} } from '@dropkit/onnx-export';

const model = await readFile(${from});
const sampled = ${call};
await writeFile(${to}, sampled);`;
}

function verdictOf({ size, isOriginal, removed }: Stripped): string {
  if (isOriginal) return `${bytesText(size)}: equal to the file that you chose, byte by byte.`;
  if (removed === 0) return `${bytesText(size)}: not the file that you chose.`;
  const own = removed === 1 ? 'its own Dropout node' : `its own ${removed} Dropout nodes`;
  return `${bytesText(size)}: what was put in is undone, and ${own} went too. It is the file that you chose, without any dropout.`;
}
