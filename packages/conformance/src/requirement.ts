// Which capabilities a case needs, derived from its data; cases are filtered by the manifest, never by their names.
import { type DType, operandsOf, type Phase, type PlanKind, type VariantName } from '@dropkit/core';
import type { Case, Check, Subject } from './case.js';
import { INPUT_FAULTS, PLAN_FAULTS, samplerFault } from './faults.js';
import { HOST_FAULTS } from './host-faults.js';
import { operandFault } from './operand-faults.js';
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

/** Plans that make a variant what it is: a target without them is not asked for its limits either, such as the identity at p = 0. */
const SAMPLERS: { readonly [V in VariantName]?: readonly Requirement[] } = {
  concrete: ['plan:concrete'],
  cutout: ['plan:cutout'],
  dropBlock: ['plan:block'],
  gaussian: ['plan:noise'],
  perSample: ['plan:rows'],
  shakeDrop: ['plan:noise'],
  uniform: ['plan:noise'],
  variationalGaussian: ['plan:noise'],
  zoneout: ['plan:choose', 'plan:mix', 'secondInput'],
};

function subjectNeeds(subject: Subject): Requirement[] {
  const plan = planOf(subject);
  const needs: Requirement[] = [`plan:${plan.kind}`, `dtype:${subject.dtype}`];
  if ('other' in operandsOf(plan)) needs.push('secondInput');
  if (!isConfigSubject(subject)) return [...needs, 'rawPlans'];
  const { variant } = subject.config;
  needs.push(`variant:${variant}`, `phase:${subject.phase}`, ...(SAMPLERS[variant] ?? []));
  if (subject.fuse) needs.push('rawPlans');
  return subject.slice ? [...needs, 'slice'] : needs;
}

function checkNeeds(check: Check): Requirement[] {
  const { direction: way } =
    'direction' in check ? check : check.kind === 'moments' && 'direction' in check.statistic ? check.statistic : {};
  const direction: Requirement[] = way === 'backward' ? ['backward'] : [];
  if (check.kind === 'rejects') return rejectNeeds(check);
  if (check.kind === 'differences' && check.input !== 'x') return ['rawPlans'];
  return [...direction, ...inputNeeds(check), ...CHECK_NEEDS[check.kind]];
}

/** The gradient of a bias is a plan of another kind. */
function inputNeeds(check: Check): Requirement[] {
  return 'input' in check && check.input === 'bias' ? ['plan:columnSums'] : [];
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
  differences: ['backward'],
  tangent: ['rawPlans'],
  identity: ['returnsInput'],
  repeat: [],
  callOrder: [],
  join: ['slice'],
  nested: [],
  drawsNothing: ['mask'],
  moments: [],
  disposed: ['dispose', 'mask', 'backward'],
};

function rejectNeeds(check: Extract<Check, { kind: 'rejects' }>): Requirement[] {
  const { operation, fault } = check;
  const needs: Requirement[] = ['validation', ...inputNeeds(check)];
  if (operation !== 'forward') needs.push(operation);
  if (fault in HOST_FAULTS) needs.push('hostBuffers');
  if (fault in PLAN_FAULTS || samplerFault(fault)) needs.push('rawPlans');
  if (fault === 'other-unwanted') needs.push('secondInput');
  if ((operandFault(fault) && !fault.startsWith('other')) || fault in INPUT_FAULTS) needs.push('plan:fused', 'rawPlans');
  if (fault.endsWith('long')) needs.push('exactLength');
  if (fault.startsWith('out')) needs.push('out');
  if (fault.includes('mask')) needs.push('mask', 'keptMask');
  if (fault.endsWith('resized')) needs.push('resizableBuffers');
  if (fault.endsWith('other-type')) needs.push('dtype:float32', 'dtype:float64');
  return needs;
}
