// What the command prints for people; --json prints the same as data.
import type { FoldReport } from '../fold/fold.js';
import type { DropoutNode } from '../inspect/dropout-nodes.js';
import type { Inspection, ValueDescription } from '../inspect/inspect.js';
import type { Dimension } from '../model/value-info.js';
import type { NativeModel } from '../surgery/native.js';
import type { EditReport } from '../surgery/report.js';
import type { StripReport } from '../surgery/strip.js';

/** `inspect` in lines. */
export function inspectionText(path: string, inspection: Inspection): string {
  const { irVersion, producer, opsets, inputs, outputs, dropout, sites, masks, externalData } = inspection;
  const versions = Object.entries(opsets).map(([domain, version]) => `${domain} ${version}`);
  return lines(
    `${path}: IR ${irVersion}, ${versions.join(', ')}${producer.name && `, by ${`${producer.name} ${producer.version}`.trim()}`}`,
    ...inputs.map((input) => `  in   ${valueText(input)}`),
    ...outputs.map((output) => `  out  ${valueText(output)}`),
    ...(externalData.length > 0 ? [`${counted(externalData.length, 'tensor')} in other files`] : []),
    `${counted(dropout.length, 'Dropout node')}${dropout.length > 0 ? `, and what onnxruntime makes of ${dropout.length === 1 ? 'it' : 'them'}` : ''}`,
    ...dropout.map((node) => `  ${dropoutText(node)}`),
    `${counted(sites.length, 'place')} for dropout`,
    ...sites.map(
      ({ value, op, variant, reason, scope }) =>
        `  ${value} (${op}${scope === 'graph' ? '' : `, ${scope}`}): ${variant}, ${reason}`,
    ),
    ...maskText(masks),
  );
}

function valueText({ name, elementType, shape }: ValueDescription): string {
  return `${name}: ${elementType} ${shapeText(shape)}`;
}

function shapeText(shape: readonly Dimension[] | null): string {
  return shape === null ? '[...]' : `[${shape.map((size) => size ?? '?').join(', ')}]`;
}

function dropoutText({ place, name, output, ratio, fate, reason }: DropoutNode): string {
  return `${output} (${name || place}), ratio ${ratio ?? 'computed'}: ${fate}. ${reason}`;
}

function maskText({ opset, needsUpgrade, problems }: Inspection['masks']): string[] {
  if (!needsUpgrade) return [];
  if (problems.length === 0) return [`insert and activate bring it to opset ${opset}`];
  const reasons = problems.map(({ place, op, reason }) => `  ${place}${op && ` (${op})`}: ${reason}`);
  return [`opset ${opset} cannot say what this model does, so masks become inputs:`, ...reasons];
}

/** What `insert` or `activate` did, in lines. */
export function editText(report: EditReport): string {
  const { sites, skipped, address, opset, unusedInputs, upgradeProblems, mode } = report;
  return lines(
    counted(sites.length, 'dropout site'),
    ...sites.map(
      ({ value, config, stream, maskInput }) =>
        `  ${value}: ${JSON.stringify(config)}, ${maskInput ? `mask ${maskInput}` : `stream ${stream}`}`,
    ),
    ...skipped.map(({ value, reason }) => `  left as it is: ${value}. ${reason}.`),
    ...(opset.before === opset.after ? [] : [`opset ${opset.before} became ${opset.after}`]),
    ...(upgradeProblems.length > 0
      ? [`opset ${opset.before} stays, so masks are inputs (${mode}): ${upgradeProblems[0]!.reason}`]
      : []),
    ...(address ? [`feed ${address.seed} (uint64) and ${address.step} (uint32), both scalars`] : []),
    ...unusedText(unusedInputs),
  );
}

/** What `strip` did, in lines. */
export function stripText({ undone, takenOut, removed, unusedInputs }: StripReport): string {
  return lines(
    ...(undone > 0 ? [`${counted(undone, 'edit')} undone, byte for byte`] : []),
    ...(takenOut > 0
      ? [`${counted(takenOut, 'edit')} taken out; another tool wrote the file since, so the opset stays as it is`]
      : []),
    `${counted(removed.length, 'Dropout node')} removed`,
    ...removed.map(({ place, name, output }) => `  ${output} (${name || place})`),
    ...unusedText(unusedInputs),
  );
}

/** What a native model needs, and its warnings, in lines. */
export function nativeText({ sessionOptions, warnings }: Omit<NativeModel, 'model'>): string {
  return lines(`give the session ${JSON.stringify(sessionOptions)}`, ...warnings.map((warning) => `  ${warning}`));
}

/** What `fold` did, in lines. */
export function foldText(report: FoldReport): string {
  const { folded, multiplied, undone, takenOut } = report;
  const scaled = folded.map(({ weight, factor, nodes, copy }) => {
    const place = nodes.length > 0 ? ` for ${nodes.join(', ')}` : '';
    return `  ${copy ?? weight} is ${weight} times ${factor}${place}`;
  });
  const rest = multiplied.map(({ value, factor, reason }) => `  ${value} has a Mul by ${factor}. ${reason}.`);
  const isFree = undone + takenOut > 0 && folded.length + multiplied.length === 0;
  return stripText(report) + lines(...(isFree ? ['nothing to scale in inference'] : []), ...scaled, ...rest);
}

/** `1 edit`, `2 edits`. */
function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function unusedText(names: readonly string[]): string[] {
  return names.length > 0 ? [`inputs that nothing takes any more: ${names.join(', ')}`] : [];
}

function lines(...all: string[]): string {
  return all.map((line) => `${line}\n`).join('');
}
