// What a model is: inputs and outputs, operators, weights, and what becomes of its Dropout nodes.
import type { DropoutFate, DropoutNode, Inspection, ValueDescription } from '@dropkit/onnx-export';
import type { Sample } from './samples.js';
import { bytesText, shapeText } from './text.js';

interface Props {
  readonly name: string;
  readonly size: number;
  readonly inspection: Inspection;
  readonly sample?: Sample;
}

export function Contents({ name, size, inspection, sample }: Props) {
  const { opsets, producer, initializers, operators, externalData, masks } = inspection;
  const versions = Object.entries(opsets).map(([domain, version]) => `${domain} ${version}`);
  const made = [producer.name, producer.version].filter(Boolean).join(' ');
  return (
    <section aria-labelledby="onnx-contents">
      <h2 id="onnx-contents">{name}</h2>
      {sample && <About sample={sample} />}
      <p>
        {bytesText(size)}, opset {versions.join(', ')}
        {made && `, written by ${made}`}
        {initializers.elements > 0 && `, ${initializers.elements.toLocaleString('en')} numbers in stored tensors`}.
      </p>
      <Values inspection={inspection} />
      <details>
        <summary>{Object.values(operators).reduce((a, b) => a + b, 0)} nodes, by operator</summary>
        <p>
          {Object.entries(operators)
            .map(([op, count]) => `${op} ${count}`)
            .join(', ')}
        </p>
      </details>
      {externalData.length > 0 && (
        <p>
          {externalData.length === 1 ? '1 tensor is in another file' : `${externalData.length} tensors are in other files`} (
          {externalData[0].location}): this page can change the model, but not run it.
        </p>
      )}
      {masks.problems.length > 0 && (
        <p>
          It cannot be brought to opset {masks.opset}, so masks become inputs: {masks.problems[0].reason} (
          {masks.problems[0].place}
          ).
        </p>
      )}
      <Dropouts nodes={inspection.dropout} />
    </section>
  );
}

function About({ sample: { about, licence } }: { sample: Sample }) {
  return (
    <p>
      {about}
      {licence && (
        <>
          {' '}
          <a href={licence.url.href}>{licence.name}</a>.
        </>
      )}
    </p>
  );
}

function Values({ inspection: { inputs, outputs } }: { inspection: Inspection }) {
  const row = (kind: string) => (value: ValueDescription) => (
    <tr key={`${kind} ${value.name}`}>
      <td>{kind}</td>
      <th scope="row">{value.name}</th>
      <td>{value.kind === 'tensor' ? value.elementType : value.kind}</td>
      <td>{shapeText(value.shape)}</td>
    </tr>
  );
  return (
    <section class="scrolling" tabIndex={0} aria-label="Inputs and outputs">
      <table>
        <thead>
          <tr>
            <td />
            <th scope="col">Name</th>
            <th scope="col">Type</th>
            <th scope="col">Shape</th>
          </tr>
        </thead>
        <tbody>
          {inputs.map(row('input'))}
          {outputs.map(row('output'))}
        </tbody>
      </table>
    </section>
  );
}

/** In words of a reader; the reason is the package's own. */
const FATES: Readonly<Record<DropoutFate, string>> = {
  identity: 'drops nothing, as the model says',
  removed: 'removed: drops nothing',
  kept: 'stays, with onnxruntime’s own numbers',
  breaks: 'breaks the session',
  depends: 'depends on the caller',
};

function Dropouts({ nodes }: { nodes: readonly DropoutNode[] }) {
  if (nodes.length === 0) return <p>No Dropout node is in it: exporters leave them out of models that are made for inference.</p>;
  return (
    <section class="scrolling" tabIndex={0} aria-label="Dropout nodes">
      <table class="dropouts">
        <caption class="hint">Dropout nodes, and what onnxruntime makes of them with its default options</caption>
        <thead>
          <tr>
            <th scope="col">Node</th>
            <th scope="col">Ratio</th>
            <th scope="col">training_mode</th>
            <th scope="col">Fate</th>
            <th scope="col">Why</th>
          </tr>
        </thead>
        <tbody>
          {nodes.map(({ place, name, ratio, training, fate, reason }) => (
            <tr key={place} data-fate={fate}>
              <th scope="row">{name || place}</th>
              <td>{ratio === null ? 'computed' : Number(ratio.toPrecision(6))}</td>
              <td>{training}</td>
              <td>{FATES[fate]}</td>
              <td>{reason}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
