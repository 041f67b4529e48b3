export type { Address, AddressWords } from './address.js';
export { addressWords } from './address.js';
export type { Backend, Capabilities, DType } from './backend.js';
export { DisposedError, UnsupportedError } from './errors.js';
export type { IdentityPlan, MaskIndexMap, Plan, PlanKind, ScalePlan, SelectPlan, ZeroPlan } from './plan.js';
export { elementCount, gradientPlan, maskCount, maskWordCount } from './plan.js';
