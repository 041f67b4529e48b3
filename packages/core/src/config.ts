// Configs: JSON of unknown origin in, a checked config out.
import { rangeError, show, typeError } from './errors.js';
import { parseObject } from './variant/schema.js';
import { type DropoutConfig, VARIANTS, type VariantName } from './variant/table.js';

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
  if (json === null || typeof json !== 'object') throw typeError('core', 'parseConfig', 'config', 'a JSON object', json);
  const { variant } = json as { variant?: unknown };
  const expected = `one of ${Object.keys(VARIANTS).join(', ')}`;
  if (typeof variant !== 'string') throw typeError('core', 'parseConfig', 'variant', expected, variant);
  if (!Object.hasOwn(VARIANTS, variant)) throw rangeError('core', 'parseConfig', 'variant', expected, show(variant));
  return parseObject(VARIANTS[variant as VariantName].schema, json) as DropoutConfig;
}

/**
 * JSON Schema (draft 2020-12) of every config, for editors and for other languages.
 *
 * @example JSON.stringify(configSchema());
 */
export function configSchema(): object {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'dropkit config',
    oneOf: Object.values(VARIANTS).map(({ schema }) => structuredClone(schema)),
  };
}
