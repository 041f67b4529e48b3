// Which capabilities a case needs, derived from its data; cases are filtered by the manifest, never by their names.
import type { DType, Phase, PlanKind, VariantName } from '@dropkit/core';
import type { Case, Check, Subject } from './case.js';
import { HOST_FAULTS, PLAN_FAULTS } from './faults.js';
import { isConfigSubject, planOf } from './subject.js';
import type { SuiteCapabilities } from './target.js';

type Flag = {
  [K in keyof SuiteCapabilities]: SuiteCapabilities[K] extends boolean ? K : never;
}[keyof SuiteCapabilities];

/** Name of one capability, as it stands in reports and in a target's `required`. */
export type Requirement = Flag | `plan:${PlanKind}` | `dtype:${DType}` | `phase:${Phase}` | `variant:${VariantName}`;

/** What a case needs, without repetition. */
export function requirementsOf({ subject, check }: Case): readonly Requirement[] {
  return [...new Set([...subjectNeeds(subject), ...checkNeeds(check)])];
}

/** Whether a manifest lists a capability. */
export function provides(capabilities: SuiteCapabilities, requirement: string): boolean {
  const [group, name] = requirement.split(':');
  if (name === undefined) return capabilities[group as Flag] === true;
  if (group === 'plan') return capabilities.plans.includes(name as PlanKind);
  if (group === 'dtype') return capabilities.dtypes.includes(name as DType);
  if (group === 'phase') return capabilities.phases.includes(name as Phase);
  return group === 'variant' && (capabilities.variants === 'all' || capabilities.variants.includes(name as VariantName));
}

function subjectNeeds(subject: Subject): Requirement[] {
  const needs: Requirement[] = [`plan:${planOf(subject).kind}`, `dtype:${subject.dtype}`];
  if (!isConfigSubject(subject)) return [...needs, 'rawPlans'];
  needs.push(`variant:${subject.config.variant}`, `phase:${subject.phase}`);
  return subject.slice ? [...needs, 'slice'] : needs;
}

function checkNeeds(check: Check): Requirement[] {
  const direction: Requirement[] = 'direction' in check && check.direction === 'backward' ? ['backward'] : [];
  if (check.kind === 'rejects') return rejectNeeds(check);
  return [...direction, ...CHECK_NEEDS[check.kind]];
}

const CHECK_NEEDS: { readonly [K in Exclude<Check['kind'], 'rejects'>]: readonly Requirement[] } = {
  mask: ['mask'],
  tail: ['mask'],
  pattern: [],
  apply: [],
  keptMask: ['mask', 'keptMask'],
  out: ['out'],
  inPlace: ['inPlace'],
  views: ['hostBuffers', 'out', 'keptMask', 'mask'],
  identity: ['returnsInput'],
  repeat: [],
  callOrder: [],
  join: ['slice'],
  nested: [],
  drawsNothing: ['mask'],
  moments: [],
  disposed: ['dispose', 'mask', 'backward'],
};

function rejectNeeds({ operation, fault }: Extract<Check, { kind: 'rejects' }>): Requirement[] {
  const needs: Requirement[] = ['validation'];
  if (operation !== 'forward') needs.push(operation);
  if (fault in HOST_FAULTS) needs.push('hostBuffers');
  if (fault in PLAN_FAULTS) needs.push('rawPlans');
  if (fault.endsWith('long')) needs.push('exactLength');
  if (fault.startsWith('out')) needs.push('out');
  if (fault.includes('mask')) needs.push('mask', 'keptMask');
  if (fault.endsWith('resized')) needs.push('resizableBuffers');
  if (fault === 'out-other-type') needs.push('dtype:float32', 'dtype:float64');
  return needs;
}
