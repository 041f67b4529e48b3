// The published JSON Schema and the validator agree: an independent validator (ajv) accepts exactly what parseConfig accepts.
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { configSchema, parseConfig } from '../src/index.js';

const accepts = new Ajv2020().compile(configSchema());

function parses(json: unknown): boolean {
  try {
    parseConfig(json);
    return true;
  } catch {
    return false;
  }
}

const names = [
  'dropout',
  'spatial',
  'variational',
  'token',
  'embedding',
  'head',
  'dropPath',
  'layerDrop',
  'dropConnect',
  'alpha',
];
const value = fc.oneof(
  fc.constantFrom(0, 1, 0.5, -0.1, 1.1, 3, null, 'row', 'batch', 'inverted', 'none', 'channelsLast', true),
  fc.array(fc.constantFrom(0, 1, null, 2.5, 'x', 2 ** 53), { maxLength: 3 }),
  fc.jsonValue(),
);
const field = fc.constantFrom('p', 'scaling', 'layout', 'mode', 'noiseShape', 'broadcastAxes', 'rate');

describe('configSchema', () => {
  it('accepts what parseConfig accepts, and nothing else', () => {
    let accepted = 0;
    fc.assert(
      fc.property(
        fc.constantFrom(...names, 'featureAlpha', 'toString', 7),
        fc.constantFrom(0, 0.25, 1, 2, -1, '0.5'),
        fc.dictionary(field, value, { maxKeys: 2 }),
        (variant, p, rest) => {
          const json = { variant, p, ...rest };
          // ajv calls 2^53 an integer; a config's integers are safe ones
          if (JSON.stringify(json).includes(String(2 ** 53))) return;
          if (parses(json)) accepted++;
          expect(parses(json), JSON.stringify(json)).toBe(accepts(json));
        },
      ),
      { seed: 11, numRuns: 3000 },
    );
    expect(accepted).toBeGreaterThan(300); // both sides of the fence were visited
  });

  it.each([null, 3, 'x', [], {}])('refuses %o', (json) => {
    expect(accepts(json)).toBe(false);
    expect(parses(json)).toBe(false);
  });
});
