import { describe, expect, it } from 'vitest';
import { parseOptions, UsageError, usage } from '../src/options.js';
import { SUITES } from '../src/suites.js';

const parse = (/** @type {string} */ line) => parseOptions(line.split(' ').filter(Boolean), SUITES);

describe('parseOptions', () => {
  it('has defaults', () => {
    expect(parse('cpu')).toEqual({
      suite: 'cpu',
      sizes: [4 * 1024 * 1024],
      rounds: 15,
      milliseconds: 30,
      filter: undefined,
      json: undefined,
      quick: false,
      check: false,
      help: false,
    });
  });

  it('reads sizes with and without suffix, once each', () => {
    expect(parse('cpu --sizes 64K,1m,4M,4096,1M').sizes).toEqual([65536, 1048576, 4194304, 4096]);
  });

  it('lets --rounds win over --quick', () => {
    expect(parse('cpu --quick')).toMatchObject({ rounds: 3, quick: true });
    expect(parse('cpu --quick --rounds 7')).toMatchObject({ rounds: 7, quick: true });
  });

  it('gives help without a suite', () => {
    expect(parse('--help').help).toBe(true);
    expect(parse('-h').help).toBe(true);
    expect(usage(SUITES)).toContain('--sizes');
  });

  it.each([
    ['', 'No suite given. Suites: cpu, webgpu, tfjs, onnx.'],
    ['gpu', 'Unknown suite "gpu". Suites: cpu, webgpu, tfjs, onnx.'],
    ['toString', 'Unknown suite "toString". Suites: cpu, webgpu, tfjs, onnx.'],
    ['cpu gpu', 'One suite expected, got 2: cpu gpu.'],
    ['cpu --rounds 0', '--rounds expected an integer from 1 to 1000, got "0".'],
    ['cpu --rounds 1.5', '--rounds expected an integer from 1 to 1000, got "1.5".'],
    ['cpu --rounds 1001', '--rounds expected an integer from 1 to 1000, got "1001".'],
    ['cpu --sizes 0', '--sizes expected element counts from 1 to 64M such as 64K,1M,4M, got "0".'],
    ['cpu --sizes 4M,', '--sizes expected element counts from 1 to 64M such as 64K,1M,4M, got "".'],
    ['cpu --sizes -1', /--sizes/],
    ['cpu --sizes 65M', '--sizes expected element counts from 1 to 64M such as 64K,1M,4M, got "65M".'],
    ['cpu --sizes 1e6', '--sizes expected element counts from 1 to 64M such as 64K,1M,4M, got "1e6".'],
    ['cpu --json=', '--json expected a value, got an empty text.'],
    ['cpu --json', /--json/],
    ['cpu --sise 4M', /--sise/],
  ])('refuses "%s"', (line, message) => {
    expect(() => parse(line)).toThrow(UsageError);
    expect(() => parse(line)).toThrow(message);
  });
});
