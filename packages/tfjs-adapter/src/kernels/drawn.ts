// Where a host backend takes a plan's mask from: the address, or inside a gradient the mask that the forward pass drew. At a general p redrawing
// costs more than applying, and while tfjs keeps a tape for the backward pass, a 32nd of a tensor more goes with it.
import { type Address, maskDecides } from '@dropkit/core';
import { engine } from '@tensorflow/tfjs-core';
import type { HostBackend } from '../cpu-backend.js';
import type { Drawn, PlanAttributes } from './plan-kernel.js';

/** A place to keep a mask while tfjs records for a gradient, nothing otherwise. */
export function drawnForGradient(): Drawn | undefined {
  return engine().state.gradientDepth > 0 ? {} : undefined;
}

/** What `host.forward` takes: all derivatives of a plan have its mask. */
export function sourceOf({ plan, address, drawn }: PlanAttributes, host: HostBackend): Address | Uint32Array {
  if (!drawn || !maskDecides(plan) || !host.capabilities.keptMask) return address;
  drawn.mask ??= host.mask(plan, address);
  return drawn.mask;
}
