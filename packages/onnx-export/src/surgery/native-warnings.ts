// What somebody who samples from native Dropout nodes has to know, in sentences.
import type { DropoutNode } from '../inspect/dropout-nodes.js';

/** @param opset given when the model had to be upgraded */
export function nativeWarnings(
  nodes: readonly DropoutNode[],
  opset?: { readonly before: number; readonly after: number },
): string[] {
  return [
    ...GENERAL,
    ...removed(nodes),
    ...breaking(nodes),
    ...dynamic(nodes),
    ...ratios(nodes),
    ...seeds(nodes),
    ...upgraded(opset),
  ];
}

const GENERAL: readonly string[] = [
  'Masks come from the own generator of onnxruntime: they have no address (seed, stream, step), so a sample cannot be drawn again, not in another ' +
    'runtime or version either, and nothing shows that samples are independent. activate gives masks of core.',
  'The WebGPU execution provider has no kernel for Dropout: such nodes run on the CPU, with copies in both directions.',
];

function removed(nodes: readonly DropoutNode[]): string[] {
  const names = nodes.filter(({ fate }) => fate === 'removed' || fate === 'depends').map(({ output }) => output);
  return said(names, 'Without the options of the session', 'removed silently, and all samples are equal');
}

function breaking(nodes: readonly DropoutNode[]): string[] {
  const names = nodes.filter(({ fate }) => fate === 'breaks').map(({ output }) => output);
  const situation = 'Without the options of the session the model does not load, or computes something else:';
  return said(names, situation, 'where the optimizer takes a wrong input for the data');
}

function dynamic(nodes: readonly DropoutNode[]): string[] {
  const names = nodes.filter(({ training }) => training === 'dynamic').map(({ output }) => output);
  return said(names, 'training_mode is an input or computed, and must be true when the model runs:', 'dropped from only then');
}

function ratios(nodes: readonly DropoutNode[]): string[] {
  const at = (value: number) => nodes.filter(({ ratio }) => ratio === value).map(({ output }) => output);
  return [
    ...said(at(0), 'The ratio is 0:', 'not dropped from'),
    ...said(at(1), 'The ratio is 1, which onnxruntime refuses when the model runs:', 'never computed'),
  ];
}

function seeds(nodes: readonly DropoutNode[]): string[] {
  const names = nodes.filter(({ seed }) => seed !== null).map(({ output }) => output);
  return said(names, 'A stored seed starts the same numbers in each session:', 'dropped from alike in all of them');
}

function upgraded(opset: { readonly before: number; readonly after: number } | undefined): string[] {
  if (!opset) return [];
  return [`Opset ${opset.before} became ${opset.after}: Dropout nodes before 12 cannot be told to drop.`];
}

/** A sentence about some values, or none. */
function said(names: readonly string[], situation: string, what: string): string[] {
  if (names.length === 0) return [];
  return [`${situation} ${names.join(', ')} ${names.length > 1 ? 'are' : 'is'} ${what}.`];
}
