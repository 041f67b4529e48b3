// LayerDrop: a whole layer is skipped in training, before it computes anything.
// Fan, Grave and Joulin, "Reducing transformer depth on demand with structured dropout" (ICLR 2020): nothing is rescaled.
import { keepsLayer } from '@dropkit/core';
import { customGrad, type Tensor, tidy, zerosLike } from '@tensorflow/tfjs-core';
import type { Shape } from '@tensorflow/tfjs-layers';
import { rangeError, show, typeError } from '../check.js';
import type { CallArgs } from '../layers/dropout-layer.js';
import { DropoutWrapper, type DropoutWrapperArgs } from './dropout-wrapper.js';

/**
 * Wraps a layer, or a block as a nested model, whose output has the shape of its input; a residual block, say. With probability `rate`
 * a training step skips it: its input passes. Inference always runs it.
 *
 * Skipped weights get gradients of zero and not none: tfjs' Adam, RMSProp and others keep their moments by the position of a gradient, so
 * that a missing one would mix up the moments of all later weights. Dropout inside the block counts no step while it is skipped.
 *
 * @example new LayerDrop({ layer: block, rate: 0.2, seed: 42, name: 'block3' });
 */
export class LayerDrop extends DropoutWrapper {
  static readonly className = 'DropkitLayerDrop';

  constructor(args: DropoutWrapperArgs) {
    super(args);
  }

  override get config() {
    return { variant: 'layerDrop', p: this.rate } as const;
  }

  override build(inputShape: Shape | Shape[]): void {
    super.build(inputShape);
    const output = this.layer.computeOutputShape(inputShape);
    if ([inputShape, output].some(([first]) => Array.isArray(first))) {
      throw typeError(this.getClassName(), 'layer', 'one input and one output', `${show(inputShape)} to ${show(output)}`);
    }
    const same = output.length === inputShape.length && output.every((dim, d) => dim === inputShape[d]);
    if (same) return;
    const expected = 'an output of the shape of the input, which takes its place';
    throw rangeError(this.getClassName(), 'layer', expected, `${show(inputShape)} to ${show(output)}`);
  }

  override call(inputs: Tensor | Tensor[], kwargs: CallArgs): Tensor | Tensor[] {
    return tidy(() => {
      this.invokeCallHook(inputs, kwargs);
      return this.drawing(kwargs, (draw) => {
        if (!draw || keepsLayer(this.config, draw.address)) return this.callInner(inputs, kwargs);
        const weights = this.layer.trainableWeights.map((weight) => weight.read());
        return skip([inputs].flat()[0], weights);
      });
    });
  }
}

/** x, and zero gradients for the weights that had no part in it. */
function skip(x: Tensor, weights: readonly Tensor[]): Tensor {
  const op = customGrad((...inputs) => ({
    value: (inputs[0] as Tensor).clone(),
    gradFunc: (dy: Tensor) => [dy.clone(), ...weights.map((weight) => zerosLike(weight))],
  }));
  return op(x, ...weights);
}
