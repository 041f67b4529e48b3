// What a session does and why, as plain data: nothing that it chose or gave up is left unsaid.
import type { DropoutConfig } from '@dropkit/core';

/** How a session samples. Plain data: it can be written as JSON. */
export interface McPlan {
  /**
   * `rng`: masks are drawn in the graph. `mask`: they are inputs. `native`: onnxruntime's own Dropout draws, with its own numbers.
   */
  readonly mode: 'rng' | 'mask' | 'native';
  /** Who draws: `graph`, `onnxruntime`, or the name of a backend such as `cpu-simd`. */
  readonly drawnBy: string;
  /** Whether masks stay on the GPU that the model runs on. */
  readonly masksOnGpu: boolean;
  /** Whether several samples share a run of the model. The first such run is compared with separate ones, and may change this. */
  readonly tiled: boolean;
  /** As the options named it; `default` is onnxruntime's own choice. */
  readonly executionProvider: string;
  readonly sites: readonly {
    readonly value: string;
    readonly scope: string;
    readonly stream: number;
    readonly config: DropoutConfig;
  }[];
  /** Why it is so, one sentence for each choice. */
  readonly reasons: readonly string[];
  /** What the user should know. */
  readonly warnings: readonly string[];
}

/** A plan while it is made and when something changes. */
export type McPlanDraft = { -readonly [K in keyof McPlan]: McPlan[K] extends readonly string[] ? string[] : McPlan[K] };
