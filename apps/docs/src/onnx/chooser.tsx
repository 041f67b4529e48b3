// Where models come from: dropped on the page, chosen by a button, or one of the samples.
import { useEffect, useRef, useState } from 'preact/hooks';
import { SAMPLES, type Sample } from './samples.js';

/** A model that somebody chose. */
export interface ChosenFile {
  readonly name: string;
  readonly model: Blob;
  readonly sample?: Sample;
}

interface Props {
  readonly onChoose: (what: string, choose: () => Promise<ChosenFile>) => void;
}

export function Chooser({ onChoose }: Props) {
  const [over, setOver] = useState(false);
  const take = (files: FileList | null | undefined) => {
    const [file] = files ?? [];
    if (file) onChoose(file.name, async () => ({ name: file.name, model: file }));
  };
  const newest = useRef(take);
  newest.current = take;
  useEffect(() => {
    const takeDropped = (files: FileList | undefined) => newest.current(files);
    return followDrags(setOver, takeDropped);
  }, []);
  return (
    <section aria-label="Choose a model" class="drop-zone" data-over={over}>
      <label>
        <span>
          <strong>Drop a .onnx file here</strong>, or choose one:
        </span>
        <input
          type="file"
          accept=".onnx"
          onChange={(event) => {
            take(event.currentTarget.files);
            event.currentTarget.value = ''; // the same file can be chosen again
          }}
        />
      </label>
      <p class="hint">It is read by this page and sent to nobody.</p>
      <div class="samples">
        <span>Or try a sample:</span>
        {SAMPLES.map((sample) => (
          <button type="button" key={sample.file} onClick={() => onChoose(sample.file, () => fetchSample(sample))}>
            {sample.name}
          </button>
        ))}
      </div>
    </section>
  );
}

/** Anywhere on the page will do: beside the place the browser would leave for the file. Returns what ends it. */
function followDrags(setOver: (over: boolean) => void, take: (files: FileList | undefined) => void): () => void {
  const stop = new AbortController();
  const listen = (name: 'dragover' | 'dragleave' | 'drop', hear: (event: DragEvent) => void) =>
    addEventListener(name, hear, { signal: stop.signal });
  listen('dragover', (event) => {
    event.preventDefault();
    setOver(true);
  });
  listen('dragleave', () => setOver(false));
  listen('drop', (event) => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer?.files);
  });
  return () => stop.abort();
}

async function fetchSample(sample: Sample): Promise<ChosenFile> {
  const response = await fetch(sample.url);
  if (!response.ok) throw new Error(`${sample.file} could not be loaded from this site: ${response.status}`);
  return { name: sample.file, model: await response.blob(), sample };
}
