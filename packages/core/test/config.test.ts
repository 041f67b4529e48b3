// Configs: what is accepted, what is refused and how the refusal reads.
import { describe, expect, it } from 'vitest';
import { configSchema, type DropoutConfig, lower, parseConfig } from '../src/index.js';

const GOOD: DropoutConfig[] = [
  { variant: 'dropout', p: 0.5 },
  { variant: 'dropout', p: 0, scaling: 'standard', noiseShape: [null, 1, 3] },
  { variant: 'dropout', p: 1, broadcastAxes: [-1, 0] },
  { variant: 'spatial', p: 0.2, layout: 'channelsLast' },
  { variant: 'variational', p: 0.2, scaling: 'none' },
  { variant: 'token', p: 0.1 },
  { variant: 'embedding', p: 0.1 },
  { variant: 'head', p: 0.1 },
  { variant: 'dropPath', p: 0.1, mode: 'row' },
  { variant: 'layerDrop', p: 0.2 },
  { variant: 'dropConnect', p: 0.5 },
  { variant: 'alpha', p: 0.05 },
  { variant: 'featureAlpha', p: 0.05, layout: 'channelsFirst' },
];

describe('parseConfig', () => {
  it.each(GOOD)('round-trips $variant through JSON', (config) => {
    const parsed = parseConfig(JSON.parse(JSON.stringify(config)));
    expect(parsed).toEqual(config);
    expect(JSON.stringify(parsed)).toBe(JSON.stringify(config));
    expect(parsed).not.toBe(config);
  });

  it.each([
    [{ variant: 'dropout', p: 1.5 }, RangeError, '"p" expected a drop probability in [0, 1], got 1.5.'],
    [{ variant: 'dropout', p: -1e-9 }, RangeError, '"p" expected a drop probability in [0, 1], got -1e-9.'],
    [{ variant: 'dropout', p: Number.NaN }, RangeError, '"p" expected a drop probability in [0, 1], got NaN.'],
    [{ variant: 'dropout', p: '0.5' }, TypeError, '"p" expected a drop probability in [0, 1], got "0.5".'],
    [{ variant: 'dropout', p: 1n }, TypeError, '"p" expected a drop probability in [0, 1], got 1n.'],
    [{ variant: 'dropout', p: null }, TypeError, '"p" expected a drop probability in [0, 1], got null.'],
    [{ variant: 'dropout' }, TypeError, '"p" expected a drop probability in [0, 1], got undefined.'],
    [
      { variant: 'dropout', p: 0.5, rate: 0.5 },
      TypeError,
      '"rate" expected no field of this name beside variant, p, scaling, noiseShape, broadcastAxes, got 0.5.',
    ],
    [
      { variant: 'dropout', p: 0.5, scaling: () => 1 },
      TypeError,
      '"scaling" expected "inverted" or "standard" or "none", got a function.',
    ],
    [
      { variant: 'dropout', p: 0.5, scaling: 'alpha' },
      RangeError,
      '"scaling" expected "inverted" or "standard" or "none", got "alpha".',
    ],
    [{ variant: 'dropout', p: 0.5, noiseShape: [1, 'a'] }, TypeError, '"noiseShape.1" expected an integer or null, got "a".'],
    [{ variant: 'dropout', p: 0.5, broadcastAxes: [0.5] }, RangeError, '"broadcastAxes.0" expected an integer, got 0.5.'],
    [
      { variant: 'spatial', p: 0.5, layout: 'NCHW' },
      RangeError,
      '"layout" expected "channelsFirst" or "channelsLast", got "NCHW".',
    ],
    [{ variant: 'dropPath', p: 0.5, mode: 3 }, TypeError, '"mode" expected "row" or "batch", got 3.'],
    [{ variant: 'dropuot', p: 0.5 }, RangeError, '"variant" expected one of dropout, spatial'],
    [{ p: 0.5 }, TypeError, '"variant" expected one of dropout, spatial'],
    [null, TypeError, '"config" expected a JSON object, got null.'],
    ['dropout', TypeError, '"config" expected a JSON object, got "dropout".'],
    [{ variant: 'toString', p: 0.5 }, RangeError, '"variant" expected one of'],
    [JSON.parse('{ "variant": "token", "p": 0.5, "__proto__": 1 }'), TypeError, '"__proto__" expected no field'],
    [Object.create({ variant: 'token', p: 0.5 }), TypeError, '"variant" expected'],
    [new Map(), TypeError, '"variant" expected'],
  ])('refuses %o', (json, type, text) => {
    expect(() => parseConfig(json)).toThrow(type);
    expect(() => parseConfig(json)).toThrow(`[@dropkit/core] parseConfig: ${text}`);
  });

  it('takes undefined for absent, as JSON does', () => {
    expect(parseConfig({ variant: 'dropout', p: 0.5, scaling: undefined })).toEqual({ variant: 'dropout', p: 0.5 });
    expect(() => parseConfig({ variant: 'dropout', p: undefined })).toThrow(
      '"p" expected a drop probability in [0, 1], got undefined.',
    );
  });

  it('survives cycles', () => {
    const cycle: unknown[] = [];
    cycle.push(cycle);
    expect(() => parseConfig({ variant: 'dropout', p: cycle })).toThrow(
      '"p" expected a drop probability in [0, 1], got [an array of 1].',
    );
  });

  it('cannot be loosened through the schema that it hands out', () => {
    const schema = configSchema() as { oneOf: { properties: { p: { maximum: number } } }[] };
    schema.oneOf[0].properties.p.maximum = 5;
    expect(() => parseConfig({ variant: 'dropout', p: 3 })).toThrow(RangeError);
  });

  it('guards lower too, for callers without types', () => {
    expect(() => lower({ variant: 'dropout', p: Number.NaN }, [4], 'train')).toThrow(RangeError);
  });
});
