// The explicit list of what changed, opset by opset. An operator that is known (known-ops.ts) and not named at a step means the same
// after it: it takes more types, more shapes, or attributes whose defaults are what it did before.
import {
  axesToInput,
  axisToInput,
  clipToInputs,
  countParts,
  countToInput,
  padToInputs,
  sliceToInputs,
  splitToInput,
} from './attributes-to-inputs.js';
import { gemmBroadcast, legacyBroadcast, slopeOfChannels } from './broadcasting.js';
import type { NodeUpgrade } from './node-upgrade.js';
import {
  gridSampleMode,
  resizeCoordinates,
  resizeModes,
  roiCoordinates,
  upsampleScales,
  upsampleScalesToInput,
  upsampleToResize,
} from './resizing.js';
import { softmaxAxis } from './softmax.js';
import {
  batchNormIsTest,
  batchNormOutputs,
  batchNormSpatial,
  dropoutIsTest,
  dropoutMask,
  dropoutRatio,
  recurrentOutput,
} from './training.js';

/** Edits a node so that it means in the next opset what it meant in the one before. */
export type Adapter = (at: NodeUpgrade) => void;

/** The oldest opset that can be upgraded. */
export const OLDEST = 6;
/** The newest one that can be upgraded to. */
export const NEWEST = 21;

const refuse =
  (reason: string): Adapter =>
  (at) =>
    at.fail(reason);

const rename =
  (op: string): Adapter =>
  (at) => {
    at.node.op = op;
  };

function each(ops: string, adapter: Adapter): Record<string, Adapter> {
  return Object.fromEntries(ops.split(' ').map((op) => [op, adapter]));
}

/** By the opset that brought the change, then by operator. */
export const ADAPTERS: Readonly<Record<number, Readonly<Record<string, Adapter>>>> = {
  7: {
    ...each('Add And Div Equal Greater Less Mul Or Pow Sub Xor', legacyBroadcast),
    ...each('GRU LSTM RNN', recurrentOutput),
    BatchNormalization: batchNormIsTest,
    Dropout: dropoutIsTest,
    Gemm: gemmBroadcast,
    PRelu: slopeOfChannels,
    Upsample: upsampleScales,
  },
  9: {
    BatchNormalization: batchNormSpatial,
    Scan: refuse('Scan of opset 8 has a batch axis, which it lost in opset 9'),
    Upsample: upsampleScalesToInput,
  },
  10: { Dropout: dropoutMask, Slice: sliceToInputs, TopK: countToInput, Upsample: upsampleToResize },
  11: { Clip: clipToInputs, Pad: padToInputs, Resize: resizeCoordinates, Scatter: rename('ScatterElements') },
  12: { Dropout: dropoutRatio },
  13: {
    ...each('Hardmax LogSoftmax Softmax', softmaxAxis),
    ...each('ReduceSum Squeeze Unsqueeze', axesToInput),
    Resize: resizeModes,
    Split: splitToInput,
  },
  14: { BatchNormalization: batchNormOutputs },
  16: { RoiAlign: roiCoordinates },
  18: {
    ...each(
      'ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp ReduceMax ReduceMean ReduceMin ReduceProd ReduceSumSquare',
      axesToInput,
    ),
    Split: countParts,
  },
  20: { DFT: axisToInput, GridSample: gridSampleMode },
  21: { GroupNormalization: refuse('scale and bias are for each channel since opset 21, and were for each group') },
};
