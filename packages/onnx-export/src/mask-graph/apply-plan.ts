// The plans of core as ONNX nodes: inference, forward. Each kind is a function; the long ones have files of their own.
import {
  type ChoosePlan,
  DROP_ALL,
  type MixPlan,
  type Plan,
  type RowsPlan,
  rowPlan,
  type SelectPlan,
  UnsupportedError,
} from '@dropkit/core';
import { Tensor } from '../model/tensor.js';
import { applyBlock } from './block.js';
import { TYPE } from './body.js';
import { applyCutout } from './cutout.js';
import { applyConcrete, applyNoise } from './noise.js';
import { type Applied, droppedBy, number, type PlanSite, times, whereDropped } from './plan-site.js';
import { applyRows } from './rows.js';

/** Appends the nodes of a plan to the site's body. */
export function applyPlan(site: PlanSite): Applied {
  const { plan, body } = site;
  switch (plan.kind) {
    case 'identity':
      return { y: site.x };
    case 'scale':
      return { y: body.op('Mul', [site.x, number(site, plan.factor)]) };
    case 'zero':
      return { y: zeros(site) };
    case 'mix':
      return { y: mixed({ ...site, plan }) };
    case 'select':
      return select({ ...site, plan });
    case 'choose':
      return choose({ ...site, plan });
    case 'rows':
      return rows({ ...site, plan });
    case 'block':
      return applyBlock({ ...site, plan });
    case 'cutout':
      return applyCutout({ ...site, plan });
    case 'noise':
      return applyNoise({ ...site, plan });
    case 'concrete':
      return applyConcrete({ ...site, plan });
    default:
      throw new UnsupportedError(
        `[@dropkit/onnx-export] ${site.graph.operation}: no nodes are known for plans of kind ${plan.kind}.`,
      );
  }
}

/** +0 everywhere, also where x is NaN. */
function zeros({ body, x, type }: PlanSite): string {
  const zero = Tensor.create(type, [1], new Uint8Array(type === TYPE.double ? 8 : 4));
  return body.op('ConstantOfShape', [body.op('Shape', [x])], { value: { t: zero } });
}

function mixed(site: PlanSite<MixPlan>): string {
  const { body, plan } = site;
  const term = (value: string, factor: number) => body.op('Mul', [value, number(site, factor)]);
  return body.op('Add', [term(site.x, plan.factor), term(site.other!, plan.otherFactor)]);
}

function select(site: PlanSite<SelectPlan>): Applied {
  const { body, plan } = site;
  const dropped = droppedBy(site, plan.threshold);
  const scaled = times(site, plan.scale);
  const passes = plan.shift === 0 ? scaled : body.op('Add', [scaled, number(site, plan.shift)]);
  const blocked = plan.complement ? body.op('Not', [dropped]) : dropped;
  return { y: whereDropped(site, blocked, number(site, plan.dropped), passes), dropped };
}

/** Elements are gathered, not selected by ORT's Where: it would turn a -0 of one of the inputs into +0. */
function choose(site: PlanSite<ChoosePlan>): Applied {
  const { body, plan, x, other } = site;
  if (plan.threshold === 0) return { y: x };
  if (plan.threshold === DROP_ALL) return { y: other! };
  const dropped = droppedBy(site, plan.threshold);
  const first = body.int64([0]);
  const stack = (values: string[]) =>
    body.op(
      'Concat',
      values.map((value) => body.op('Unsqueeze', [value, first])),
      { axis: { i: 0 } },
    );
  const which = body.op('Cast', [dropped], { to: { i: TYPE.int64 } });
  const chosen = body.op('GatherElements', [stack([x, other!]), stack([which])], { axis: { i: 0 } });
  return { y: body.op('Squeeze', [chosen, first]), dropped };
}

function rows(site: PlanSite<RowsPlan>): Applied {
  const { plan } = site;
  return plan.thresholds.length === 1 ? applyPlan({ ...site, plan: rowPlan(plan, 0) as Plan }) : applyRows(site);
}
