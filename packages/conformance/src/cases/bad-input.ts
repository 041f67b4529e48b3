// Bad arguments: each with one fault, beside the same call without it, which other cases prove to work.
import { type DropoutConfig, type FuseOptions, fuse, gradientPlan, lower } from '@dropkit/core';
import type { Case, Direction, ErrorName, PlanSubject, Subject } from '../case.js';
import {
  ADDRESS_FAULTS,
  CONFIG_FAULTS,
  type FaultName,
  INPUT_FAULTS,
  LENGTH_FAULTS,
  PLAN_FAULTS,
  SAMPLER_FAULTS,
  type SampledKind,
} from '../faults.js';
import { HOST_FAULTS, hostOperandFaults } from '../host-faults.js';
import { operandFaults } from '../operand-faults.js';
import { type CaseTable, DEFAULT_ADDRESS, elementDropout, subjectOf } from './builders.js';

/** Faults of the wrong type; all others but an unknown kind of plan are values outside their range. */
const WRONG_TYPE: ReadonlySet<string> = new Set<FaultName>([
  'seed-text',
  'seed-missing',
  'step-text',
  'address-null',
  'address-number',
  'p-text',
  'field-unknown',
  'plan-null',
  'x-list',
  'x-null',
  'x-integers',
  'out-list',
  'out-other-type',
  'mask-bytes',
  'input-number',
  ...(['other', 'bias', 'residual'] as const).flatMap((name) =>
    (['missing', 'unwanted', 'list', 'null', 'other-type'] as const).map((what): FaultName => `${name}-${what}`),
  ),
]);

function errorOf(fault: string): ErrorName {
  if (fault === 'plan-kind-unknown' || fault === 'gradient-none') return 'UnsupportedError';
  return WRONG_TYPE.has(fault) ? 'TypeError' : 'RangeError';
}

function rejects(operation: Direction | 'mask', fault: string, subject: Subject = subjectOf(elementDropout(0.5), [70])): Case {
  const error = errorOf(fault);
  return {
    id: `rejects:${operation}/${fault}`,
    description: `${operation} throws a ${error} for ${fault} and writes nothing`,
    section: '4',
    subject,
    check: { kind: 'rejects', operation, fault: fault as FaultName, error },
  };
}

const OPERATIONS = ['forward', 'backward', 'mask'] as const;

const addresses = OPERATIONS.flatMap((operation) => Object.keys(ADDRESS_FAULTS).map((fault) => rejects(operation, fault)));

const plans = OPERATIONS.flatMap((operation) => Object.keys(PLAN_FAULTS).map((fault) => rejects(operation, fault)));

const configs = Object.keys(CONFIG_FAULTS).map((fault) => rejects('forward', fault));

/** Faults of operands, which a plan of one input has not. */
const OPERAND_FAULTS: ReadonlySet<string> = new Set((['other', 'bias', 'residual'] as const).flatMap(hostOperandFaults));

const buffers = (['forward', 'backward'] as const).flatMap((operation) =>
  [...Object.keys(LENGTH_FAULTS), ...Object.keys(HOST_FAULTS)]
    .filter((fault) => !OPERAND_FAULTS.has(fault))
    .map((fault) => rejects(operation, fault)),
);

const zoneout: DropoutConfig = { variant: 'zoneout', p: 0.3 };

/** A second input with a fault, and one that the plan does not take. Evaluation takes one too. */
const others = [...operandFaults('other'), ...hostOperandFaults('other')]
  .map((fault) => rejects('forward', fault, fault === 'other-unwanted' ? undefined : subjectOf(zoneout, [70])))
  .concat({
    ...rejects('forward', 'other-missing', subjectOf(zoneout, [70], { phase: 'eval' })),
    id: 'rejects:forward/other-missing/eval',
  });

/** Configs whose training plans are of a kind; the shapes are those of SAMPLER_FAULTS. */
const SAMPLED: { readonly [K in SampledKind]: Subject } = {
  rows: subjectOf({ variant: 'perSample', probabilities: [0.1, 0.2, 0.3, 0.4] }, [4, 17]),
  block: subjectOf({ variant: 'dropBlock', p: 0.3, blockSize: 3 }, [2, 3, 5, 7]),
  cutout: subjectOf({ variant: 'cutout', size: 3 }, [2, 3, 5, 7]),
  noise: subjectOf({ variant: 'uniform', beta: 0.5 }, [70]),
  concrete: subjectOf({ variant: 'concrete', p: 0.3 }, [70]),
  choose: subjectOf(zoneout, [70]),
  mix: subjectOf(zoneout, [70], { phase: 'eval' }),
  fused: fusedSubject({ bias: true, residual: true }),
  columnSums: sumsSubject(),
};

function fusedSubject(operands: FuseOptions): Subject {
  return subjectOf(elementDropout(0.5), [10, 7], { fuse: operands });
}

function sumsSubject(): PlanSubject {
  const plan = gradientPlan(fuse(lower(elementDropout(0.5), [10, 7], 'train'), { bias: true }), 'bias');
  return { plan, address: DEFAULT_ADDRESS, dtype: 'float32', input: 'normals' };
}

/** Each operand of a fused plan with a fault, and where the plan does not take it. */
const fusedOperands: CaseTable = (['bias', 'residual'] as const).flatMap((name) =>
  [...operandFaults(name), ...hostOperandFaults(name)].map((fault) => {
    const without = { [name === 'bias' ? 'residual' : 'bias']: true };
    return rejects('forward', fault, fusedSubject(fault.endsWith('unwanted') ? without : { bias: true, residual: true }));
  }),
);

/** Gradients that a plan does not have, and sums where they must not go. */
const fusedGradients: CaseTable = [
  ...Object.keys(INPUT_FAULTS).map((fault) => rejects('backward', fault)),
  { ...rejects('backward', 'input-not-taken', fusedSubject({ residual: true })), id: 'rejects:backward/input-not-taken/fused' },
  rejects('backward', 'gradient-none', sumsSubject()),
  ...['x-short', 'out-short', 'out-long', 'out-overlaps', 'out-list'].flatMap((fault): CaseTable => {
    const ofSums = rejects('forward', fault, sumsSubject());
    const ofBias = rejects('backward', fault, fusedSubject({ bias: true }));
    return [
      { ...ofSums, id: `rejects:forward/${fault}/column-sums` },
      { ...ofBias, id: `rejects:backward/${fault}/bias`, check: { ...ofBias.check, input: 'bias' } as Case['check'] },
    ];
  }),
];

const samplers = (Object.keys(SAMPLED) as SampledKind[]).flatMap((kind) =>
  OPERATIONS.flatMap((operation) =>
    Object.keys(SAMPLER_FAULTS[kind]).map((fault) => rejects(operation, `${kind}-${fault}`, SAMPLED[kind])),
  ),
);

const partOfTensor = { slice: { shape: [2, 3, 5, 7], start: [1, 0, 0, 0] } };
const partOfSample = { slice: { shape: [2, 3, 5, 7], start: [0, 0, 2, 0] } };

/** A packed mask does not say what numbers are drawn, nor how much is kept outside a box. */
const UNDECIDED: readonly { readonly name: string; readonly subject: Subject }[] = [
  { name: 'normal', subject: subjectOf({ variant: 'gaussian', p: 0.3 }, [70]) },
  { name: 'uniform', subject: subjectOf({ variant: 'uniform', beta: 0.3 }, [70]) },
  { name: 'gate', subject: subjectOf({ variant: 'shakeDrop', p: 0.3 }, [70]) },
  { name: 'concrete', subject: subjectOf({ variant: 'concrete', p: 0.3 }, [70]) },
  { name: 'part-of-a-tensor', subject: subjectOf({ variant: 'dropBlock', p: 0.3, blockSize: 3 }, [1, 3, 5, 7], partOfTensor) },
  {
    name: 'part-of-a-sample',
    subject: subjectOf({ variant: 'dropBlock', p: 0.3, blockSize: 3, normalization: 'sample' }, [2, 3, 3, 7], partOfSample),
  },
];

const undecided: CaseTable = UNDECIDED.flatMap(({ name, subject }) =>
  (['forward', 'backward'] as const).map((operation) => ({
    ...rejects(operation, 'mask-undecided', subject),
    id: `rejects:${operation}/mask-undecided/${name}`,
    description: `${operation} throws a RangeError for a mask where it does not decide (${name}) and writes nothing`,
  })),
);

/** A bad address is an error also where nothing would be drawn. */
const undrawn: CaseTable = [
  { name: 'identity', p: 0 },
  { name: 'zero', p: 1 },
].map(({ name, p }) => ({
  ...rejects('forward', 'seed-negative'),
  id: `rejects:forward/seed-negative/${name}`,
  description: `forward throws a RangeError for a negative seed also where nothing is drawn (${name})`,
  subject: subjectOf(elementDropout(p), [70]),
}));

const disposed: Case = {
  id: 'disposed:all',
  description: 'After dispose() every call throws a DisposedError; disposing twice is fine',
  section: '1',
  subject: subjectOf(elementDropout(0.5), [70]),
  check: { kind: 'disposed' },
};

/** All rejections, and the end of a backend's life. */
export const badInputCases: CaseTable = [
  ...addresses,
  ...configs,
  ...plans,
  ...buffers,
  ...undrawn,
  ...others,
  ...samplers,
  ...undecided,
  ...fusedOperands,
  ...fusedGradients,
  disposed,
];
