// A user's model in the form in which a session samples it: masks drawn in the graph, masks as inputs, or Dropout nodes left to onnxruntime.
import { type DropoutConfig, UnsupportedError } from '@dropkit/core';
import { rangeError, type UpgradeProblem } from '../errors.js';
import { inspect } from '../inspect/inspect.js';
import { parseModel } from '../model/parse-model.js';
import type { Dimension } from '../model/value-info.js';
import { activate } from '../surgery/activate.js';
import { join } from '../surgery/edited.js';
import { insert } from '../surgery/insert.js';
import { beforeLastEdit, type EditRecord, type RecordedSite, recordsOf } from '../surgery/record.js';
import type { EditReport, SiteReport } from '../surgery/report.js';
import type { SiteChoices } from '../surgery/site-choice.js';
import type { Streams } from '../surgery/streams.js';

/** Where a session's dropout comes from. */
export interface SourceOptions {
  readonly sites?: SiteChoices;
  readonly config?: DropoutConfig;
  readonly streams?: Streams;
  readonly dtype?: 'float32' | 'float64' | 'float16';
}

/** One dropout site of a session. */
export interface SessionSite {
  /** The value that others take, after dropout. */
  readonly value: string;
  /** Where it is, such as `graph`. */
  readonly scope: string;
  readonly stream: number;
  readonly config: DropoutConfig;
  /** With masks as inputs: the input, and the shape of its mask as far as the model says it. */
  readonly mask?: { readonly input: string; readonly shape: readonly Dimension[] | null };
}

/** A model that draws, or takes masks. */
export interface SampledModel {
  readonly bytes: Uint8Array;
  readonly mode: 'rng' | 'mask';
  /** Names of the inputs for the address, where masks are drawn in the graph. */
  readonly address: { readonly seed: string; readonly step: string } | null;
  readonly sites: readonly SessionSite[];
  /** Why the model is at its own opset and takes masks. */
  readonly upgradeProblems: readonly UpgradeProblem[];
}

/** How the dropout of a model is put into it; `origin` says it in words. */
export interface ModelSource {
  readonly origin: 'sites' | 'record' | 'native';
  /** @throws UpgradeError, UnsupportedError or RangeError where a mode is not to be had */
  make(mode: 'auto' | 'rng' | 'mask'): SampledModel;
}

const OPERATION = 'createMcSession';

/**
 * Finds out where the dropout of a model is to come from: sites that were named, what this package put in, or native nodes.
 *
 * @throws RangeError when there is none of these
 */
export function sourceOf(model: Uint8Array, options: SourceOptions): ModelSource {
  const { sites, config } = options;
  const records = recordsOf(parseModel(OPERATION, model));
  if (sites !== undefined) {
    if (config === undefined) throw rangeError(OPERATION, 'options.config', 'a config for the sites', 'none');
    const before = records.length > 0 ? recorded(model, records, {}) : undefined;
    return edited('sites', before, (mode, onReport, bytes = model) =>
      insert(bytes, sites, config, { ...editOptions(options), mode, onReport }),
    );
  }
  if (records.length > 0) return recorded(model, records, options);
  const { dropout } = inspect(model);
  if (dropout.length === 0) {
    const advice = 'Say options.sites and options.config; inspect(model).sites lists places for dropout.';
    throw rangeError(OPERATION, 'model', 'dropout in the model, or options.sites', 'neither', advice);
  }
  return edited('native', undefined, (mode, onReport) =>
    activate(model, { ...editOptions(options), ...(config && { config }), mode, onReport }),
  );
}

type Edit = (mode: 'auto' | 'rng' | 'boolMask', onReport: (report: EditReport) => void, bytes?: Uint8Array) => Uint8Array;

/** An edit, on top of what this package has put into the model before. */
function edited(origin: ModelSource['origin'], before: ModelSource | undefined, edit: Edit): ModelSource {
  return {
    origin,
    make(mode) {
      const earlier = before?.make(mode);
      const reports: EditReport[] = [];
      const bytes = edit(mode === 'mask' ? 'boolMask' : mode, (report) => reports.push(report), earlier?.bytes);
      const made = sampled(bytes, reports);
      return { ...made, sites: [...(earlier?.sites ?? []), ...made.sites] };
    },
  };
}

function editOptions({ streams, dtype }: SourceOptions) {
  return { ...(streams && { streams }), ...(dtype && { dtype }) };
}

function sampled(bytes: Uint8Array, reports: readonly EditReport[]): SampledModel {
  const [{ mode, address }] = reports as [EditReport];
  const upgradeProblems = reports.flatMap((report) => report.upgradeProblems);
  const sites = reports.flatMap((report) => report.sites.map(siteOf));
  return { bytes, mode: mode === 'rng' ? 'rng' : 'mask', address, sites, upgradeProblems };
}

function siteOf({ value, scope, stream, config, maskInput, maskShape }: SiteReport): SessionSite {
  const mask = maskInput === null ? {} : { mask: { input: maskInput, shape: maskShape } };
  return { value, scope, stream, config, ...mask };
}

/** A model that this package has put dropout into. */
function recorded(model: Uint8Array, records: readonly EditRecord[], options: SourceOptions): ModelSource {
  const given = (['config', 'streams', 'dtype'] as const).find((key) => options[key] !== undefined);
  if (given) {
    const advice = 'Give the model that it was put into, with options.sites.';
    throw rangeError(
      OPERATION,
      `options.${given}`,
      'no such option for a model whose dropout this package put in',
      'one',
      advice,
    );
  }
  const address = records.find((record) => record.address)?.address;
  const draws = address !== undefined && records.every((record) => record.address && record.operation !== 'monteCarlo');
  return {
    origin: 'record',
    make(mode) {
      if (mode !== 'mask' && draws) {
        const sites = records.flatMap((record) => record.sites.map((site) => ({ ...site, value: nameOf(record, site) })));
        return { bytes: model, mode: 'rng', address, sites: sites.map(plainSite), upgradeProblems: [] };
      }
      return remade(model, records, mode === 'mask' ? 'boolMask' : mode);
    },
  };
}

function plainSite({ value, scope, stream, config }: RecordedSite & { readonly value: string }): SessionSite {
  return { value, scope, stream, config };
}

/** The name that the value of a site has without dropout. */
function nameOf({ prefix }: EditRecord, { input, output }: RecordedSite): string {
  return output.startsWith(prefix) ? input : output;
}

/** Takes all edits back and does them again in another mode, with the same streams. */
function remade(model: Uint8Array, records: readonly EditRecord[], mode: 'auto' | 'rng' | 'boolMask'): SampledModel {
  let bytes = original(model);
  const reports: EditReport[] = [];
  const onReport = (report: EditReport) => {
    reports.push(report);
  };
  for (const record of records.filter(({ operation }) => operation !== 'monteCarlo')) {
    for (const [config, sites] of byConfig(record)) {
      const streams = Object.fromEntries(sites.map((site) => [nameOf(record, site), site.stream]));
      const names = sites.map((site) => ({ value: nameOf(record, site), scope: site.scope }));
      if (record.operation === 'activate') bytes = activate(bytes, { nodes: names, config, streams, mode, onReport });
      else bytes = insert(bytes, names, config, { streams, mode, onReport });
    }
  }
  return sampled(bytes, reports);
}

const WEIGHT_VARIANTS: ReadonlySet<string> = new Set(['dropConnect', 'weightDrop']);

function byConfig({ sites }: EditRecord): [DropoutConfig, RecordedSite[]][] {
  const groups = new Map<string, [DropoutConfig, RecordedSite[]]>();
  for (const site of sites) {
    if (WEIGHT_VARIANTS.has(site.config.variant)) throw notRemade('dropout on weights stays in the mode in which it was put in');
    const key = JSON.stringify(site.config);
    const [, group] = groups.get(key) ?? groups.set(key, [site.config, []]).get(key)!;
    group.push(site);
  }
  return [...groups.values()];
}

/** The file before all edits. */
function original(model: Uint8Array): Uint8Array {
  let bytes = model;
  for (;;) {
    const parsed = parseModel(OPERATION, bytes);
    if (recordsOf(parsed).length === 0) return bytes;
    const pieces = beforeLastEdit(parsed);
    if (!pieces) throw notRemade('another tool has written the file anew since dropout was put in');
    bytes = join(pieces);
  }
}

function notRemade(reason: string): UnsupportedError {
  const advice = 'Give the model that dropout was put into, with options.sites and options.config.';
  return new UnsupportedError(
    `[@dropkit/onnx-export] ${OPERATION}: the mode of this model cannot be changed: ${reason}. ${advice}`,
  );
}

/** Whether samples of a site differ: not when it keeps everything. */
export function draws({ config }: SessionSite): boolean {
  if (!('p' in config)) return true;
  return config.p > 0;
}
