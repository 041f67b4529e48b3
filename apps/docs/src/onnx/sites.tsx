// Candidate sites as a table to choose from.
import type { CandidateSite } from '@dropkit/onnx-export';
import { shapeText } from './text.js';

interface Props {
  readonly sites: readonly CandidateSite[];
  readonly chosen: ReadonlySet<string>;
  readonly onChange: (chosen: ReadonlySet<string>) => void;
}

/** Values of different bodies may have one name. */
export function keyOf({ scope, value }: Pick<CandidateSite, 'scope' | 'value'>): string {
  return `${scope}\n${value}`;
}

export function Sites({ sites, chosen, onChange }: Props) {
  const toggle = (site: CandidateSite, isChosen: boolean) => {
    const next = new Set(chosen);
    if (isChosen) next.add(keyOf(site));
    else next.delete(keyOf(site));
    onChange(next);
  };
  const groups = [...new Set(sites.flatMap(({ kinds }) => kinds))];
  const only = (name: string, members: readonly CandidateSite[]) => (
    <button type="button" key={name} onClick={() => onChange(new Set(members.map(keyOf)))}>
      {name}
    </button>
  );
  if (sites.length === 0) return <p>inspect proposes no place in this model.</p>;
  return (
    <fieldset>
      <legend>
        Places: {chosen.size} of {sites.length}
      </legend>
      <div class="samples">
        <span>Choose</span>
        {only('all', sites)}
        {only('none', [])}
        {groups.map((kind) =>
          only(
            kind,
            sites.filter(({ kinds }) => kinds.includes(kind)),
          ),
        )}
      </div>
      <section class="scrolling tall" tabIndex={0} aria-label="Places for dropout">
        <table class="sites">
          <thead>
            <tr>
              <th scope="col">Value</th>
              <th scope="col">Computed by</th>
              <th scope="col">Fits</th>
              <th scope="col">Why</th>
              <th scope="col">Shape</th>
            </tr>
          </thead>
          <tbody>
            {sites.map((site) => (
              <tr key={keyOf(site)}>
                <th scope="row">
                  <label>
                    <input
                      type="checkbox"
                      checked={chosen.has(keyOf(site))}
                      onChange={(event) => toggle(site, event.currentTarget.checked)}
                    />{' '}
                    {site.value}
                  </label>
                </th>
                <td>
                  {site.op}
                  {site.scope !== 'graph' && <small> in {site.scope}</small>}
                </td>
                <td>{site.variant}</td>
                <td>{site.kinds.join(', ')}</td>
                <td>{shapeText(site.shape)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <ul class="hint">
        {reasonsOf(sites).map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
      </ul>
    </fieldset>
  );
}

/** Each said once. */
function reasonsOf(sites: readonly CandidateSite[]): string[] {
  return [...new Set(sites.map(({ kinds, reason }) => `${kinds.join(', ')}: ${reason}`))];
}
