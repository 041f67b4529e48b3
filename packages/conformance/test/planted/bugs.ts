// Bugs that people really write, each a small change to one part of the readable backend, and what the suite says to it.
import { type FloatArray, maskCount, type Plan, type SelectPlan } from '@dropkit/core';
import { EVERY_MASK, PLAN_REJECTIONS, PLANS_UNCHECKED } from './panel.js';
import { HEALTHY, type Parts } from './parts.js';
import { EVERY_SAMPLE, SAMPLES_ELSEWHERE, SAMPLES_FAR_OUT } from './sampler-panel.js';

/** A planted bug. */
export interface Bug {
  readonly name: string;
  readonly changes: Partial<Parts>;
  /** The ids of both panels that must fail; all others must pass. */
  readonly caught: readonly string[];
}

const p = (plan: { readonly threshold?: number }) => plan.threshold! / 2 ** 32;

const alphaPrime = -1.7580993408473766;

export const BUGS: readonly Bug[] = [
  {
    name: 'counter off by one',
    changes: { counter: (block, words) => HEALTHY.counter(block + 1, words) },
    caught: [...EVERY_MASK, ...EVERY_SAMPLE],
  },
  {
    name: 'key bumped before the first round',
    changes: { roundKey: (key, round) => HEALTHY.roundKey(key, round + 1) },
    caught: [...EVERY_MASK, ...EVERY_SAMPLE],
  },
  {
    name: 'Weyl constants exchanged',
    changes: { roundKey: ([k0, k1], round) => [(k0 + round * 0xbb67ae85) >>> 0, (k1 + round * 0x9e3779b9) >>> 0] },
    caught: [...EVERY_MASK, ...EVERY_SAMPLE],
  },
  {
    name: 'high word of the seed ignored',
    changes: { key: ({ keyLow }) => [keyLow, 0] },
    caught: ['mask:vector/bernoulli/seed-wide', 'moments:keep/covariance/seeds-high/p-0.5', ...SAMPLES_FAR_OUT],
  },
  {
    name: 'high word of the block index ignored',
    changes: { counter: (block, { step, stream }) => [block % 2 ** 32, 0, step, stream] },
    caught: ['mask:vector/bernoulli/offset-2^36', 'select:box/gaussian/from-2^34-5'],
  },
  {
    name: 'stream ignored',
    changes: { counter: (block, { step }) => [block % 2 ** 32, Math.floor(block / 2 ** 32), step, 0] },
    caught: [
      'mask:vector/bernoulli/seed-wide',
      'mask:address/stream-1/p-0.5',
      'mask:spatial-2d/channels-first/step-0',
      'select:spatial-2d/channels-first/step-0',
      'select:spatial-2d/channels-last/step-0',
      'moments:keep/covariance/streams/p-0.5',
      ...SAMPLES_ELSEWHERE,
    ],
  },
  {
    name: 'mask reused between steps',
    changes: { counter: (block, { stream }) => [block % 2 ** 32, Math.floor(block / 2 ** 32), 0, stream] },
    caught: [
      'mask:vector/bernoulli/seed-wide',
      'mask:address/step-1/p-0.5',
      'callOrder:p-0.5',
      'moments:keep/covariance/steps/p-0.5',
      ...SAMPLES_ELSEWHERE,
    ],
  },
  {
    name: 'step and stream exchanged',
    changes: { counter: (block, { step, stream }) => [block % 2 ** 32, Math.floor(block / 2 ** 32), stream, step] },
    caught: [
      'mask:vector/bernoulli/seed-wide',
      'mask:address/stream-1/p-0.5',
      'mask:address/step-1/p-0.5',
      'mask:spatial-2d/channels-first/step-0',
      'select:spatial-2d/channels-first/step-0',
      'select:spatial-2d/channels-last/step-0',
      ...SAMPLES_ELSEWHERE,
    ],
  },
  {
    name: 'threshold of keep instead of drop',
    changes: { threshold: ({ threshold }) => 2 ** 32 - threshold! },
    caught: [
      'mask:vector/bernoulli/p-0.1',
      'mask:vector/bernoulli/tie-kept',
      'mask:vector/bernoulli/offset-2^36',
      'mask:vector/bernoulli/seed-wide',
      'mask:plan/tie-kept',
      'mask:plan/tie-dropped/element-127',
      'mask:offset/129',
      'mask:spatial-2d/channels-first/step-0',
      'select:spatial-2d/channels-first/step-0',
      'select:spatial-2d/channels-last/step-0',
      'select:inverted/train/p-0.1',
      'select:none/train/p-0.1',
      'select:alpha/p-0.1',
      'backward:alpha/p-0.1',
      'backward:specials/alpha/float32',
      'backward:subnormals/alpha/float32',
      'backward:inverted/train/p-0.1',
      'select:nan/inverted/float32',
      'keptMask:inverted/backward',
      'out:inverted/forward',
      'inPlace:inverted/forward',
      'views:inverted/float32/n-129',
      'join:halves',
      'nested:element',
      'moments:keep/mean/p-0.1',
      'moments:inverted/mean/p-0.1',
      'moments:inverted/variance/p-0.1',
      'mask:vector/block/1d',
      'mask:drop-block-2d/channels-first',
      'select:drop-block-2d/channels-first',
      'select:drop-block-2d/even/channels-last',
      'join:drop-block-tiles',
      'select:plan/normal/gate',
      'select:plan/complement',
      'select:zoneout',
      'moments:drop-block-2d/coverage',
      'moments:drop-block-2d/even/coverage',
      'moments:zoneout/mean',
    ],
  },
  {
    name: 'threshold from a float32 p',
    changes: { threshold: (plan) => Math.min(Math.floor(Math.fround(p(plan)) * 2 ** 32 + 0.5), 2 ** 32 - 1) },
    caught: ['mask:vector/bernoulli/tie-kept', 'mask:plan/tie-kept', 'mask:plan/tie-dropped/element-127'],
  },
  {
    name: 'threshold of eight bits',
    changes: { threshold: (plan) => Math.min(Math.max(Math.round(p(plan) * 256), 1), 255) * 2 ** 24 },
    caught: [
      'backward:specials/alpha/float32',
      'backward:subnormals/alpha/float32',
      'mask:vector/bernoulli/offset-2^36',
      'mask:plan/tie-dropped/element-127',
      'select:nan/inverted/float32',
      'mask:drop-block-2d/channels-first',
      'select:drop-block-2d/channels-first',
      'join:drop-block-tiles',
      'select:zoneout',
    ],
  },
  {
    name: 'base of a slice ignored',
    changes: { maskIndices: (map) => ({ ...HEALTHY.maskIndices(map), base: 0 }) },
    caught: ['mask:vector/bernoulli/offset-2^36', 'mask:plan/tie-dropped/element-127', 'mask:offset/129', 'join:halves'],
  },
  {
    name: 'wrong axis shared',
    changes: { bitOf: (map) => (e) => e % Math.max(maskCount({ map } as SelectPlan), 1) },
    caught: [
      'select:spatial-2d/channels-first/step-0',
      'select:spatial-2d/channels-last/step-0',
      'select:shake-drop/row',
      'backward:shake-drop/row',
    ],
  },
  {
    name: 'tail bits set',
    changes: {
      finish: (words, count) => {
        if (count % 32 !== 0) words[words.length - 1] |= -1 << (count % 32);
        return words;
      },
    },
    caught: [
      'mask:vector/bernoulli/p-0.1',
      'mask:vector/bernoulli/p-0.5',
      'mask:vector/bernoulli/tie-kept',
      'mask:vector/bernoulli/offset-2^36',
      'mask:plan/tie-kept',
      'mask:plan/tie-dropped/element-127',
      'tail:element/n-33',
      'mask:address/zero/p-0.5',
      'mask:address/stream-1/p-0.5',
      'mask:address/step-1/p-0.5',
      'mask:offset/129',
      'mask:spatial-2d/channels-first/step-0',
      'drawsNothing:p-1',
      'mask:vector/block/1d',
      'mask:drop-block-2d/channels-first',
      'select:drop-block-2d/channels-first',
      'select:drop-block-2d/even/channels-last',
      'mask:cutout-2d/channels-first',
      'mask:cutout-2d/three-holes',
    ],
  },
  {
    name: 'scale missing',
    changes: { kept: (plan, x, round) => HEALTHY.kept({ ...plan, scale: plan.shift === 0 ? 1 : plan.scale }, x, round) },
    caught: [
      'select:spatial-2d/channels-first/step-0',
      'select:spatial-2d/channels-last/step-0',
      'select:inverted/train/p-0.1',
      'backward:alpha/p-0.1',
      'backward:specials/alpha/float32',
      'backward:subnormals/alpha/float32',
      'backward:inverted/train/p-0.1',
      'keptMask:inverted/backward',
      'out:inverted/forward',
      'inPlace:inverted/forward',
      'join:halves',
      'moments:inverted/mean/p-0.1',
      'moments:inverted/variance/p-0.1',
      'views:inverted/float32/n-129',
      'select:plan/complement',
    ],
  },
  {
    name: 'evaluation scaled twice',
    changes: { factor: ({ factor }) => factor * factor },
    caught: ['select:standard/eval/p-0.1'],
  },
  {
    name: 'multiplied by the mask, so that NaN leaks through',
    changes: { dropped: (plan, x, round) => (plan.dropped === 0 ? x * 0 + 0 : HEALTHY.dropped(plan, x, round)) },
    caught: ['select:nan/inverted/float32', 'backward:specials/alpha/float32'],
  },
  {
    name: '-0 for dropped elements',
    changes: { dropped: (plan, x, round) => (plan.dropped === 0 ? -0 : HEALTHY.dropped(plan, x, round)) },
    caught: [
      'select:spatial-2d/channels-first/step-0',
      'select:spatial-2d/channels-last/step-0',
      'select:inverted/train/p-0.1',
      'select:none/train/p-0.1',
      'backward:alpha/p-0.1',
      'backward:specials/alpha/float32',
      'backward:subnormals/alpha/float32',
      'backward:inverted/train/p-0.1',
      'select:nan/inverted/float32',
      'keptMask:inverted/backward',
      'out:inverted/forward',
      'inPlace:inverted/forward',
      'join:halves',
      'views:inverted/float32/n-129',
      'select:plan/complement',
    ],
  },
  {
    name: 'alpha with the wrong sign (tfjs)',
    // dropped = a alpha' + b; with -alpha' in its place: b - a alpha'
    changes: { dropped: ({ shift, dropped }, _, round) => round(shift === 0 ? dropped : 2 * shift - dropped) },
    caught: ['select:alpha/p-0.1', 'moments:alpha/self-normalizing/p-0.5'],
  },
  {
    name: 'alpha with a = (1-p)^(-1/2)',
    changes: {
      kept: (plan, x, round) => HEALTHY.kept(plan.shift === 0 ? plan : wrongAlpha(plan), x, round),
      dropped: (plan, x, round) => HEALTHY.dropped(plan.shift === 0 ? plan : wrongAlpha(plan), x, round),
    },
    caught: ['select:alpha/p-0.1', 'moments:alpha/self-normalizing/p-0.5'],
  },
  {
    name: 'backward adds the shift',
    changes: { gradient: (plan) => (plan.kind === 'select' ? { ...plan, dropped: 0 } : plan) },
    caught: [
      'backward:alpha/p-0.1',
      'backward:specials/alpha/float32',
      'backward:subnormals/alpha/float32',
      'backward:shake-drop/row',
      'moments:shake-drop/backward/mean',
    ],
  },
  {
    name: 'alpha gradients below 1e-8 replaced by -2e-8',
    // alpha's slope is below 1 at the panel's p, those of the other policies never are
    changes: {
      kept: (plan, x, round) => {
        const y = HEALTHY.kept(plan, x, round);
        const isAlphaGradient = plan.shift === 0 && plan.scale < 1;
        return isAlphaGradient && y !== 0 && Math.abs(y) < 1e-8 ? -2e-8 : y;
      },
    },
    caught: ['backward:specials/alpha/float32', 'backward:subnormals/alpha/float32'],
  },
  {
    name: 'kept mask ignored',
    changes: { keptMask: () => undefined },
    caught: ['keptMask:inverted/backward', 'views:inverted/float32/n-129', 'keptMask-backward:per-sample'],
  },
  {
    name: 'out ignored',
    changes: { destination: (x, _, count) => HEALTHY.destination(x, undefined, count) },
    caught: ['out:inverted/forward', 'inPlace:inverted/forward', 'views:inverted/float32/n-129'],
  },
  {
    name: 'byteOffset of views ignored',
    changes: { memory: (array) => viewOf(array, 0, array.length) },
    caught: ['views:inverted/float32/n-129'],
  },
  {
    name: 'loop rounded up to whole vectors',
    changes: {
      memory: (array) => {
        const available = (array.buffer.byteLength - array.byteOffset) / array.BYTES_PER_ELEMENT;
        return viewOf(array, array.byteOffset, Math.min(Math.ceil(array.length / 4) * 4, available));
      },
    },
    caught: ['views:inverted/float32/n-129'],
  },
  {
    name: 'writes before validation',
    changes: { beforeChecks: (_, out) => out?.fill(0) },
    caught: [
      'inPlace:inverted/forward',
      'rejects:forward/seed-negative',
      'rejects:forward/out-short',
      'rejects:forward/out-overlaps-mask',
      'rejects:backward/out-overlaps-mask',
      ...PLAN_REJECTIONS.filter((id) => !id.startsWith('rejects:mask/')),
      'rejects:forward/other-missing',
      'rejects:forward/other-short',
      'rejects:forward/other-unwanted',
      'rejects:forward/out-overlaps-other',
      'rejects:forward/block-window-0',
      'rejects:forward/mask-undecided/normal',
    ],
  },
  {
    name: 'plan not validated',
    // reading null throws a TypeError by itself
    changes: {
      checkPlan: () => {},
      checkCall: (call, plan, source, x, out) => HEALTHY.checkCall(call, mended(plan), source, x, out),
    },
    caught: [
      ...PLANS_UNCHECKED,
      'rejects:forward/block-window-0',
      'rejects:mask/noise-map-count',
      'rejects:forward/mask-undecided/normal',
    ],
  },
  {
    name: 'overlap of mask and out not checked',
    changes: {
      checkCall: (call, plan, source, x, out) =>
        HEALTHY.checkCall(call, plan, source instanceof Uint32Array && source.length > 0 ? source.slice() : source, x, out),
    },
    caught: ['rejects:forward/out-overlaps-mask', 'rejects:backward/out-overlaps-mask'],
  },
  {
    name: 'identity copies',
    changes: { identity: (x) => x.slice() },
    caught: ['identity:eval'],
  },
];

/** A plan of the same lengths that no check objects to. */
function mended(plan: Plan): Plan {
  const { dims, strides } = plan.map;
  const map = { dims, strides: dims.map((_, d) => strides[d] ?? 1), base: 0 };
  return { ...plan, kind: 'select', threshold: 1, scale: 1, shift: 0, dropped: 0, map };
}

function viewOf(array: FloatArray, byteOffset: number, length: number): FloatArray {
  const View = array.constructor as new (buffer: ArrayBufferLike, byteOffset: number, length: number) => FloatArray;
  return new View(array.buffer, byteOffset, length);
}

function wrongAlpha(plan: SelectPlan): SelectPlan {
  const a = (1 - p(plan)) ** -0.5;
  const shift = -a * alphaPrime * p(plan);
  return { ...plan, scale: a, shift, dropped: a * alphaPrime + shift };
}
