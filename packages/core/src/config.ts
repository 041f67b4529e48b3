// Configs: JSON in, a checked config out. Types and validation come from the variants' schemas, one source.
import * as v from 'valibot';
import { rangeError, show, typeError } from './errors.js';
import { alphaSchema } from './variant/alpha.js';
import { dropConnectSchema } from './variant/drop-connect.js';
import { dropPathSchema } from './variant/drop-path.js';
import { dropoutSchema } from './variant/dropout.js';
import { embeddingSchema } from './variant/embedding.js';
import { featureAlphaSchema } from './variant/feature-alpha.js';
import { headSchema } from './variant/head.js';
import { layerDropSchema } from './variant/layer-drop.js';
import { spatialSchema } from './variant/spatial.js';
import { tokenSchema } from './variant/token.js';
import { variationalSchema } from './variant/variational.js';

/** The schema of every config; the discriminant is `variant`. */
export const configSchema = v.variant('variant', [
  dropoutSchema,
  spatialSchema,
  variationalSchema,
  tokenSchema,
  embeddingSchema,
  headSchema,
  dropPathSchema,
  layerDropSchema,
  dropConnectSchema,
  alphaSchema,
  featureAlphaSchema,
]);

/** A dropout config: plain JSON that round-trips exactly. Fields that are left out keep their default and stay out. */
export type DropoutConfig = v.InferOutput<typeof configSchema>;

/** The names that `variant` may take. */
export type VariantName = DropoutConfig['variant'];

/**
 * Checks a config of unknown origin and returns a copy of it.
 *
 * @throws TypeError for a wrong type, a missing or an unknown field; RangeError for a wrong value. The text names the
 * field's path, what it expects and what it got.
 * @example
 * parseConfig({ variant: 'dropout', p: 0.5 });
 * parseConfig(JSON.parse('{ "variant": "spatial", "p": 0.2, "layout": "channelsLast" }'));
 */
export function parseConfig(json: unknown): DropoutConfig {
  const result = v.safeParse(configSchema, json, { abortEarly: true });
  if (result.success) return result.output;
  throw configError(result.issues[0]);
}

function configError(issue: v.BaseIssue<unknown>): Error {
  const field = v.getDotPath(issue) ?? 'config';
  if (issue.expected === 'never') {
    return typeError('core', 'parseConfig', field, 'no field of this name', issue.path?.at(-1)?.value, 'Remove it.');
  }
  const expected = issue.expected === 'Object' ? 'a JSON object' : expectation(issue, field);
  return isRightType(issue)
    ? rangeError('core', 'parseConfig', field, expected, show(issue.input))
    : typeError('core', 'parseConfig', field, expected, issue.input);
}

/** Whether the value has the type that its schema asks for, so that only its value is wrong (NaN is a number). */
function isRightType(issue: v.BaseIssue<unknown>): boolean {
  if (issue.kind === 'validation') return true;
  if (issue.type === 'number') return typeof issue.input === 'number';
  return issue.path !== undefined && issue.type !== 'union' && typeof issue.input === 'string';
}

/** Our own schemas say in their message what they expect; valibot's defaults start with "Invalid". */
function expectation(issue: v.BaseIssue<unknown>, field: string): string {
  if (!issue.message.startsWith('Invalid')) return issue.message;
  return issue.expected === `"${field}"` ? 'a value' : (issue.expected ?? 'a valid value');
}
