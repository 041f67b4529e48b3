// Bad arguments: each with one fault, beside the same call without it, which other cases prove to work.
import type { Case, Direction, ErrorName } from '../case.js';
import { ADDRESS_FAULTS, CONFIG_FAULTS, type FaultName, HOST_FAULTS, LENGTH_FAULTS, PLAN_FAULTS } from '../faults.js';
import { type CaseTable, elementDropout, subjectOf } from './builders.js';

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
]);

function errorOf(fault: string): ErrorName {
  if (fault === 'plan-kind-unknown') return 'UnsupportedError';
  return WRONG_TYPE.has(fault) ? 'TypeError' : 'RangeError';
}

function rejects(operation: Direction | 'mask', fault: string): Case {
  const error = errorOf(fault);
  return {
    id: `rejects:${operation}/${fault}`,
    description: `${operation} throws a ${error} for ${fault} and writes nothing`,
    section: '4',
    subject: subjectOf(elementDropout(0.5), [70]),
    check: { kind: 'rejects', operation, fault: fault as FaultName, error },
  };
}

const OPERATIONS = ['forward', 'backward', 'mask'] as const;

const addresses = OPERATIONS.flatMap((operation) => Object.keys(ADDRESS_FAULTS).map((fault) => rejects(operation, fault)));

const plans = OPERATIONS.flatMap((operation) => Object.keys(PLAN_FAULTS).map((fault) => rejects(operation, fault)));

const configs = Object.keys(CONFIG_FAULTS).map((fault) => rejects('forward', fault));

const buffers = (['forward', 'backward'] as const).flatMap((operation) =>
  [...Object.keys(LENGTH_FAULTS), ...Object.keys(HOST_FAULTS)].map((fault) => rejects(operation, fault)),
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
export const badInputCases: CaseTable = [...addresses, ...configs, ...plans, ...buffers, ...undrawn, disposed];
