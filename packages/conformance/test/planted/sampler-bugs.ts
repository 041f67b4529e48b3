// Bugs that people really write in samplers: blocks, holes, rows, noise, concrete dropout, zoneout and their derivatives.
import { gradientPlan } from '@dropkit/core';
import type { Bug } from './bugs.js';
import { HEALTHY } from './parts.js';

export const SAMPLER_BUGS: readonly Bug[] = [
  {
    name: 'block seeds on the grid of the whole map',
    changes: { gridSide: (side) => side },
    caught: [
      'mask:vector/block/1d',
      'mask:drop-block-2d/channels-first',
      'select:drop-block-2d/channels-first',
      'select:drop-block-2d/even/channels-last',
      'join:drop-block-tiles',
      'moments:drop-block-2d/coverage',
    ],
  },
  {
    name: 'block centred on its seed',
    changes: { block: (seed, window) => [seed - Math.floor(window / 2), seed - Math.floor(window / 2) + window] },
    caught: [
      'mask:vector/block/1d',
      'mask:drop-block-2d/channels-first',
      'select:drop-block-2d/channels-first',
      'select:drop-block-2d/even/channels-last',
      'join:drop-block-tiles',
    ],
  },
  {
    name: 'even blocks one element short',
    changes: { block: (seed, window) => [seed, seed + (window > 1 && window % 2 === 0 ? window - 1 : window)] },
    caught: ['select:drop-block-2d/even/channels-last', 'moments:drop-block-2d/even/coverage'],
  },
  {
    name: 'blocks normalised by the requested rate',
    changes: { normalizer: ({ threshold, window }) => 1 / (1 - (threshold / 2 ** 32) * window.reduce((a, b) => a * b, 1) * 0.5) },
    caught: ['select:drop-block-2d/channels-first', 'select:drop-block-2d/even/channels-last', 'join:drop-block-tiles'],
  },
  {
    name: 'blocks counted over the sample instead of the tensor',
    changes: { countsSamples: () => true },
    caught: ['select:drop-block-2d/channels-first'],
  },
  {
    name: 'blocks counted over the tensor instead of the sample',
    changes: { countsSamples: () => false },
    caught: ['select:drop-block-2d/even/channels-last'],
  },
  {
    name: 'noise drawn from the domain of planar uniforms',
    changes: { linearDomain: 0 },
    caught: [
      'mask:cutout-2d/channels-first',
      'mask:cutout-2d/three-holes',
      'select:vector/noise/gaussian',
      'select:gaussian',
      'select:box/gaussian/from-3',
      'select:uniform',
      'select:variational-gaussian',
      'select:shake-drop/row',
      'backward:shake-drop/row',
      'select:concrete',
      'select:plan/concrete/tangent',
      'select:plan/normal/gate',
      'select:box/gaussian/from-2^34-5',
    ],
  },
  {
    name: 'sine and cosine exchanged',
    changes: { normals: (radius, angle) => [radius * Math.sin(angle), radius * Math.cos(angle)] },
    caught: [
      'select:vector/noise/gaussian',
      'select:gaussian',
      'select:box/gaussian/from-3',
      'select:variational-gaussian',
      'select:plan/normal/gate',
      'select:box/gaussian/from-2^34-5',
    ],
  },
  {
    name: 'radius from a uniform that may be 0',
    changes: { radiusUniform: (word) => (word >>> 8) / 2 ** 24 },
    caught: ['select:gaussian', 'select:variational-gaussian'],
  },
  {
    name: 'one normal for both of a pair',
    changes: { normals: (radius, angle) => [radius * Math.cos(angle), radius * Math.cos(angle)] },
    caught: [
      'select:vector/noise/gaussian',
      'select:gaussian',
      'select:box/gaussian/from-3',
      'select:variational-gaussian',
      'select:plan/normal/gate',
      'moments:numbers/normal/pairs',
      'select:box/gaussian/from-2^34-5',
    ],
  },
  {
    name: 'uniform in [0, 1) instead of [-1, 1)',
    changes: { centred: (uniform) => uniform },
    caught: [
      'select:uniform',
      'select:shake-drop/row',
      'backward:shake-drop/row',
      'moments:uniform/mean',
      'moments:uniform/variance',
      'moments:shake-drop/forward/mean',
      'moments:shake-drop/backward/mean',
    ],
  },
  {
    name: 'variance instead of standard deviation',
    changes: {
      amplitude: ({ amplitude, distribution }) => (distribution === 'normal' ? amplitude * Math.abs(amplitude) : amplitude),
    },
    caught: [
      'select:vector/noise/gaussian',
      'select:gaussian',
      'select:box/gaussian/from-3',
      'select:variational-gaussian',
      'tangent:variational-gaussian/alpha-4',
      'moments:gaussian/p-0.1/variance',
      'select:box/gaussian/from-2^34-5',
    ],
  },
  {
    name: 'gate of shaken samples inverted',
    changes: { shakes: (kept) => kept },
    caught: ['select:shake-drop/row', 'backward:shake-drop/row', 'select:plan/normal/gate'],
  },
  {
    name: 'backward pass shakes with the numbers of the forward pass',
    changes: { gradient: (plan, input) => (plan.kind === 'noise' ? plan : gradientPlan(plan, input)) },
    caught: ['backward:shake-drop/row', 'moments:shake-drop/backward/mean'],
  },
  {
    name: 'zoneout keeps the previous state where it should take the new one',
    changes: { choose: (kept, x, other) => (kept ? other : x) },
    caught: ['select:zoneout', 'differences:zoneout/other', 'moments:zoneout/mean'],
  },
  {
    name: 'evaluation of zoneout with its factors exchanged',
    changes: { mix: (plan, x, other, round) => HEALTHY.mix(plan, other, x, round) },
    caught: ['select:zoneout/eval'],
  },
  {
    name: 'complement ignored',
    changes: { passes: (_, kept) => kept },
    caught: ['select:plan/complement', 'differences:zoneout/other'],
  },
  {
    name: 'every row dropped like the first',
    changes: { rowThreshold: ({ thresholds }) => thresholds[0] },
    caught: ['select:per-sample', 'keptMask-backward:per-sample'],
  },
  {
    name: 'slope of tangents ignored',
    changes: { relaxed: (plan, z, rest) => HEALTHY.relaxed({ ...plan, slope: 0 }, z, rest) },
    caught: ['select:plan/concrete/tangent', 'tangent:concrete/p-0.1'],
  },
  {
    name: 'relaxed mask keeps what it should drop',
    changes: { relaxed: (plan, z, rest) => HEALTHY.relaxed(plan, rest, z) },
    caught: ['select:concrete', 'select:plan/concrete/tangent', 'tangent:concrete/p-0.1', 'moments:concrete/relaxed-drops/p-0.2'],
  },
  {
    name: 'holes one element further on',
    changes: {
      hole: (uniform, side, size) => [1 + HEALTHY.hole(uniform, side, size)[0], 1 + HEALTHY.hole(uniform, side, size)[1]],
    },
    caught: ['mask:cutout-2d/channels-first', 'mask:cutout-2d/three-holes'],
  },
  {
    name: 'holes pushed inside the borders',
    changes: {
      hole: (uniform, side, size) => {
        const from = Math.min(Math.max(HEALTHY.hole(uniform, side, size)[0], 0), Math.max(side - size, 0));
        return [from, from + size];
      },
    },
    caught: ['mask:cutout-2d/channels-first', 'mask:cutout-2d/three-holes', 'moments:cutout-2d/coverage'],
  },
  {
    name: 'the same holes in every sample',
    changes: { holeSample: () => 0 },
    caught: ['mask:cutout-2d/channels-first', 'mask:cutout-2d/three-holes', 'moments:cutout-2d/coverage'],
  },
  {
    name: 'second input not checked',
    changes: { checkOperands: () => {} },
    caught: [
      'rejects:forward/other-missing',
      'rejects:forward/other-short',
      'rejects:forward/other-unwanted',
      'rejects:forward/out-overlaps-other',
    ],
  },
];
