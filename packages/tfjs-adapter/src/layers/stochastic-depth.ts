// Stochastic depth as a merge layer: shortcut + dropped branch.
// Huang et al., "Deep networks with stochastic depth" (ECCV 2016); modes as in torchvision's stochastic_depth, inputs as in KerasCV.
import { add, type Tensor } from '@tensorflow/tfjs-core';
import type { Shape } from '@tensorflow/tfjs-layers';
import { rangeError, show, typeError } from '../check.js';
import { DropPath } from './drop-path.js';
import type { Draw } from './sampling.js';

const EXPECTED = 'two tensors, [shortcut, branch]';

/**
 * Adds a residual branch to its shortcut, and drops the branch for some samples (`row`, the default) or for the whole batch (`batch`).
 * Inputs: [shortcut, branch], two tensors of one shape. The branch is computed also where it is dropped; `LayerDrop` skips it.
 *
 * As in torchvision, kept branches are scaled by 1 / (1 - rate) in training; the paper scales by 1 - rate at inference, `scaling: 'standard'`.
 *
 * @example const y = new StochasticDepth({ rate: 0.2, seed: 42, name: 'block1' }).apply([x, branch]);
 */
export class StochasticDepth extends DropPath {
  static override readonly className = 'DropkitStochasticDepth';

  override build(inputShape: Shape | Shape[]): void {
    const [shortcut, branch, ...others] = inputShape as Shape[];
    if (!Array.isArray(branch) || others.length > 0) throw typeError(this.getClassName(), 'inputs', EXPECTED, show(inputShape));
    if (shortcut.length !== branch.length || shortcut.some((dim, d) => dim !== branch[d])) {
      throw rangeError(this.getClassName(), 'inputs', 'two tensors of one shape', `${show(shortcut)} and ${show(branch)}`);
    }
    super.build(branch);
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape | Shape[] {
    return inputShape[0] as Shape;
  }

  override computeMask(inputs: Tensor | Tensor[], mask?: Tensor | Tensor[]): Tensor | Tensor[] {
    return super.computeMask(inputs, Array.isArray(mask) ? mask[0] : mask);
  }

  protected override transform(inputs: Tensor | Tensor[], draw?: Draw): Tensor {
    if (!Array.isArray(inputs) || inputs.length !== 2) throw typeError(this.getClassName(), 'inputs', EXPECTED, show(inputs));
    const [shortcut, branch] = inputs;
    return add(shortcut, this.drop(branch, draw));
  }
}
