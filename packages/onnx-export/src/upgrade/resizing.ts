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

/** Upsample 9 is Resize 10. It never makes an axis smaller, so how it rounds is known. */
export function upsampleToResize(at: NodeUpgrade): void {
  at.node.op = 'Resize';
  if (isNearest(at)) at.node.setAttribute('nearest_mode', { s: 'floor' });
}

/**
 * Resize 10 to 11: what was fixed is an attribute now. onnxruntime rounds nearest neighbours of version 10 down where it enlarges and
 * up where it makes smaller (`ResizeNearestMode::SIMPLE`); version 11 has one rounding for all axes.
 */
export function resizeCoordinates(at: NodeUpgrade): void {
  const [x, scales] = at.node.inputs;
  at.node.inputs = [x!, '', scales!];
  at.node.setAttribute('coordinate_transformation_mode', { s: 'asymmetric' });
  if (isNearest(at) && !at.node.attribute('nearest_mode')) roundNearest(at, at.constant(2)?.numbers);
}

function isNearest(at: NodeUpgrade): boolean {
  return (at.node.attribute('mode')?.text || 'nearest') === 'nearest';
}

function roundNearest(at: NodeUpgrade, scales: readonly number[] | undefined): void {
  const smaller = scales?.some((scale) => scale < 1);
  if (!scales) at.fail('how nearest neighbours are rounded depends on scales that are no constant');
  else if (smaller && scales.some((scale) => scale > 1)) at.fail('it enlarges one axis and makes another smaller');
  at.node.setAttribute('nearest_mode', { s: smaller ? 'ceil' : 'floor' });
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
