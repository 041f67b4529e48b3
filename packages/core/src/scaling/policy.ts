// What a scaling policy is: training and evaluation fixed together, so that scaling twice cannot be written down.
// SPEC section 6. One policy, one file beside this one.

/** How one policy maps values at drop probability p, for 0 < p < 1. All numbers are float64. */
export interface ScalingPolicy {
  /** Training: kept x becomes scale * x + shift, dropped x becomes the constant `dropped`. */
  readonly train: (p: number) => { readonly scale: number; readonly shift: number; readonly dropped: number };
  /** Evaluation: x becomes evalFactor(p) * x; 1 is the identity. */
  readonly evalFactor: (p: number) => number;
}
