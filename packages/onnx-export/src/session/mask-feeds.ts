// Masks as inputs of a model: in which shapes, which is found out by one run where the model does not say it, and drawn for an address.
import { lower, maskCount, type Plan, UnsupportedError } from '@dropkit/core';
import { bytesOnCpu, type DeviceBuffer, type MaskBackend } from './mask-backend.js';
import type { Runtime, RuntimeSession, RuntimeTensor, RuntimeTensors } from './runtime.js';
import type { SampledModel, SessionSite } from './sampled-model.js';
import { withShapeOutputs } from './shape-outputs.js';
import { valuesOf } from './tensor-values.js';

/** Feeds that are made for one pass, and what frees them. */
export interface OwnFeeds {
  readonly feeds: RuntimeTensors;
  release(): void;
}

/** A site whose mask is an input. */
type MaskedSite = SessionSite & { readonly mask: NonNullable<SessionSite['mask']> };

/** A model with masks as inputs that can be asked for the shapes that those need. */
export interface MaskedModel {
  readonly bytes: Uint8Array;
  readonly sites: readonly MaskedSite[];
  /** For each site the output that tells the shape of its value; null where the file is sure of it. */
  readonly shapeOutputs: readonly (string | null)[];
}

/**
 * Adds the outputs that tell shapes. Sizes that a file declares are not believed: a wrong size of 1 would let elements share a mask.
 *
 * @throws UnsupportedError where a body has a site whose mask's shape is only known inside
 */
export function maskedModel({ bytes, sites }: SampledModel): MaskedModel {
  const masked = sites.filter((site): site is MaskedSite => site.mask !== undefined);
  const hidden = masked.find((site) => site.scope !== 'graph' && !isSure(site));
  if (hidden) {
    const place = `${JSON.stringify(hidden.value)} is in ${hidden.scope}`;
    throw new UnsupportedError(
      `[@dropkit/onnx-export] createMcSession: the shape of a mask that is an input has to be known outside, and ${place}.`,
    );
  }
  const open = masked.filter((site) => !isSure(site));
  const made = withShapeOutputs(
    bytes,
    open.map(({ value }) => value),
  );
  const shapeOutputs = masked.map((site) => made.outputs[open.indexOf(site)] ?? null);
  return { bytes: made.bytes, sites: masked, shapeOutputs };
}

function isSure({ mask }: MaskedSite): boolean {
  return mask.shape?.every((size) => typeof size === 'number') ?? false;
}

/** Draws the masks of one session. */
export class MaskFeeds {
  private readonly plans = new WeakMap<RuntimeTensors, readonly Plan[]>();

  constructor(
    private readonly ort: Runtime,
    private readonly session: RuntimeSession,
    private readonly model: MaskedModel,
    private readonly backend: MaskBackend,
    /** Whether the session runs on the GPU that the backend draws on. */
    private readonly isOnGpu: boolean,
  ) {}

  /** The masks at an address, for these feeds: they are taken to be what they were as long as they are the same object. */
  async draw(feeds: RuntimeTensors, seed: bigint, step: number): Promise<OwnFeeds> {
    const plans = await this.plansFor(feeds);
    const buffers: DeviceBuffer[] = [];
    const release = () => {
      for (const buffer of buffers.splice(0)) buffer.destroy();
    };
    try {
      const tensors = this.model.sites.map(({ mask, stream }, i): [string, RuntimeTensor] => {
        const plan = plans[i]!;
        return [mask.input, this.tensor(plan, { seed, stream, step }, buffers)];
      });
      return { feeds: Object.fromEntries(tensors), release };
    } catch (error) {
      release();
      throw error;
    }
  }

  private tensor(plan: Plan, address: { seed: bigint; stream: number; step: number }, buffers: DeviceBuffer[]): RuntimeTensor {
    const dims = plan.maskShape;
    const { Tensor } = this.ort;
    const count = maskCount(plan);
    if (!this.isOnGpu || !this.backend.maskBytes || !Tensor.fromGpuBuffer || count === 0)
      return new Tensor('bool', bytesOnCpu(this.backend, plan, address, count), [...dims]);
    const buffer = this.backend.maskBytes(plan, address) as DeviceBuffer;
    buffers.push(buffer);
    return Tensor.fromGpuBuffer(buffer, { dataType: 'bool', dims: [...dims] });
  }

  /** Shapes depend on those of the feeds and, behind Expand or Resize, on their values: nothing is kept from other feeds. */
  private async plansFor(feeds: RuntimeTensors): Promise<readonly Plan[]> {
    const known = this.plans.get(feeds);
    if (known) return known;
    const shapes = await this.shapesFor(feeds);
    const plans = this.model.sites.map(({ config }, i) => lower(config, shapes[i]!, 'train'));
    this.plans.set(feeds, plans);
    return plans;
  }

  /** One run in which every mask keeps all: masks of size 1 do for all shapes. */
  private async shapesFor(feeds: RuntimeTensors): Promise<readonly (readonly number[])[]> {
    const { sites, shapeOutputs } = this.model;
    const asked = shapeOutputs.filter((name) => name !== null);
    const told = asked.length > 0 ? await this.session.run({ ...feeds, ...this.keepingAll() }, asked) : {};
    const shapes: (readonly number[])[] = [];
    for (const [i, { mask }] of sites.entries()) {
      const output = shapeOutputs[i];
      const isTold = output !== null && output !== undefined;
      shapes.push(isTold ? [...(await valuesOf(output, told[output]!))] : (mask.shape as readonly number[]));
    }
    for (const tensor of Object.values(told)) tensor.dispose?.();
    return shapes;
  }

  private keepingAll(): RuntimeTensors {
    const tensors = this.model.sites.map(({ mask }): [string, RuntimeTensor] => {
      const dims = (mask.shape ?? []).map((size) => (typeof size === 'number' ? size : 1));
      const ones = new Uint8Array(dims.reduce((a, b) => a * b, 1)).fill(1);
      return [mask.input, new this.ort.Tensor('bool', ones, dims)];
    });
    return Object.fromEntries(tensors);
  }
}
