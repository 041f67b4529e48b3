// A rows plan as one ordinary plan per row.
import type { MaskIndexMap } from './mask-index-map.js';
import { type IdentityPlan, type RowsPlan, type ScalePlan, type SelectPlan, scaledSelect, type ZeroPlan } from './plan.js';

/**
 * The plan of one row of a rows plan, so that a backend may run rows one by one.
 *
 * @param row index of the row, in the plan's own (local) rows
 * @example plan.thresholds.map((_, row) => rowPlan(plan, row));
 */
export function rowPlan(plan: RowsPlan, row: number): IdentityPlan | ScalePlan | ZeroPlan | SelectPlan {
  const rows = plan.thresholds.length;
  const place = { shape: oneRow(plan.shape), maskShape: oneRow(plan.maskShape), map: rowMap(plan.map, rows, row) };
  return scaledSelect(place, plan.thresholds[row], plan.scales[row]);
}

function oneRow(shape: readonly number[]): number[] {
  return [1, ...shape.slice(1)];
}

/** The collapsed map starts with the first axis, perhaps merged with axes behind it, unless that axis is 1 long. */
function rowMap({ dims, strides, base }: MaskIndexMap, rows: number, row: number): MaskIndexMap {
  if (rows === 1) return { dims, strides, base };
  const length = dims[0] / rows;
  return { dims: [length, ...dims.slice(1)], strides, base: base + row * length * strides[0] };
}
