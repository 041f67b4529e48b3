// Upsample and Resize: sizes moved from attributes to inputs, the name changed, and coordinates became a matter of attributes.
import { Tensor } from '../model/tensor.js';
import type { NodeUpgrade } from './node-upgrade.js';

/** Upsample until 6 knew two axes. */
export function upsampleScales(at: NodeUpgrade): void {
  const height = at.take('height_scale')?.float ?? 1;
  const width = at.take('width_scale')?.float ?? 1;
  at.node.setAttribute('scales', { floats: [1, 1, height, width] });
}

/** Upsample 7 and 8. */
export function upsampleScalesToInput(at: NodeUpgrade): void {
  const scales = at.take('scales')?.floats ?? [];
  at.setInput(1, at.constantBefore('scales', Tensor.floats(scales, [scales.length])));
}

/** Upsample 9 is Resize 10. */
export function upsampleToResize(at: NodeUpgrade): void {
  at.node.op = 'Resize';
}

/**
 * Resize 10 to 11: what was fixed is an attribute now. onnxruntime rounds nearest neighbours of version 10 down where it enlarges and
 * up where it makes smaller (`ResizeNearestMode::SIMPLE`); version 11 has one rounding for all axes.
 */
export function resizeCoordinates(at: NodeUpgrade): void {
  const [x, scales] = at.node.inputs;
  const nearest = (at.node.attribute('mode')?.text || 'nearest') === 'nearest';
  const factors = nearest ? scalesOf(at) : [];
  if (!factors) {
    at.fail('how nearest neighbours are rounded depends on scales that are no constant');
    return;
  }
  const smaller = factors.some((factor) => factor < 1);
  if (smaller && factors.some((factor) => factor > 1)) {
    at.fail('it enlarges one axis and makes another smaller');
    return;
  }
  at.node.inputs = [x!, '', scales!];
  at.node.setAttribute('coordinate_transformation_mode', { s: 'asymmetric' });
  if (nearest) at.node.setAttribute('nearest_mode', { s: smaller ? 'ceil' : 'floor' });
}

/** The scales that are written in the file, or were a moment ago, as those of Upsample. */
function scalesOf(at: NodeUpgrade): number[] | undefined {
  const name = at.node.inputs[1];
  const added = at.before.find((node) => node.outputs[0] === name);
  return (added?.attribute('value')?.tensor ?? at.constant(1))?.numbers;
}

/** Resize 13 has one way of counting coordinates less. */
export function resizeModes(at: NodeUpgrade): void {
  if (at.node.attribute('coordinate_transformation_mode')?.text === 'tf_half_pixel_for_nn')
    at.fail('coordinates of "tf_half_pixel_for_nn" are gone since opset 13');
}

/** RoiAlign until 15 always counted coordinates in one way; the default is another now. */
export function roiCoordinates(at: NodeUpgrade): void {
  at.node.setAttribute('coordinate_transformation_mode', { s: 'output_half_pixel' });
}

/** GridSample until 19 named its modes after two dimensions. */
export function gridSampleMode(at: NodeUpgrade): void {
  const mode = at.node.attribute('mode')?.text;
  if (mode === 'bilinear') at.node.setAttribute('mode', { s: 'linear' });
  if (mode === 'bicubic') at.node.setAttribute('mode', { s: 'cubic' });
}
