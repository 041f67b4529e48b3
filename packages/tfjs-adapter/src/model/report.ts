// What a conversion did, place by place: data to read, text to print.

/** What became of one place. */
export interface ConversionSite {
  /** Names from the outermost model inwards, joined by `/`. */
  readonly path: string;
  readonly action: 'replaced' | 'inserted' | 'removed' | 'left';
  /** Class and rates of the layer that was there; of the one before it for `inserted`. */
  readonly from: string;
  /** Class and rates of the layer that is there now; empty for `removed` and `left`. */
  readonly to: string;
  /** Why; empty where `action` says it all. */
  readonly reason: string;
}

/** The report of `convertDropout` and `removeDropout`. As a string it is a table for people. */
export interface ConversionReport {
  readonly sites: readonly ConversionSite[];
  /** What holds for the model as a whole. */
  readonly notes: readonly string[];
  /** Number of sites with an action. */
  count(action: ConversionSite['action']): number;
  toString(): string;
}

const ACTIONS = ['replaced', 'inserted', 'removed', 'left'] as const;

/** A report of plain data that prints itself. */
export function createReport(title: string, sites: readonly ConversionSite[], notes: readonly string[]): ConversionReport {
  const count = (action: ConversionSite['action']) => sites.filter((site) => site.action === action).length;
  return {
    sites,
    notes,
    count,
    toString() {
      const counts = ACTIONS.filter((action) => count(action) > 0).map((action) => `${count(action)} ${action}`);
      return [`${title}: ${counts.join(', ') || 'nothing to do'}`, ...table(sites), ...notes.map((note) => `  ${note}`)].join(
        '\n',
      );
    },
  };
}

function table(sites: readonly ConversionSite[]): string[] {
  const width = Math.max(...sites.map(({ path }) => path.length));
  return sites.map(({ path, action, from, to, reason }) => {
    const change = to === '' ? from : `${action === 'inserted' ? `after ${from}: ` : `${from} -> `}${to}`;
    return `  ${action.padEnd(8)}  ${path.padEnd(width)}  ${change}${reason && ` (${reason})`}`;
  });
}
