import { isAbsolute } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseOptions, UsageError } from '../src/options.js';

describe('options', () => {
  it('have defaults', () => {
    const options = parseOptions([]);
    expect(options).toMatchObject({ seed: 42n, epochs: 24, samples: 50, quick: false });
    expect(options !== 'help' && isAbsolute(options.out)).toBe(true);
  });

  it('of a quick run are smaller, unless given', () => {
    expect(parseOptions(['--quick', '--samples', '9'])).toMatchObject({ epochs: 3, samples: 9, quick: true });
  });

  it('take seeds of 64 bits', () => {
    expect(parseOptions(['--seed', '18446744073709551615'])).toMatchObject({ seed: 2n ** 64n - 1n });
  });

  it.each([
    [
      ['--seed', '18446744073709551616'],
      '--seed expected an integer from 0 to 18446744073709551615, got "18446744073709551616".',
    ],
    [['--seed=-1'], '--seed expected an integer from 0 to 18446744073709551615, got "-1".'],
    [['--seed', '0x10'], '--seed expected an integer from 0 to 18446744073709551615, got "0x10".'],
    [['--epochs', '0'], '--epochs expected an integer from 1 to 1000, got "0".'],
    [['--samples', '1'], '--samples expected an integer from 2 to 1000, got "1".'],
    [['--samples', '2.5'], '--samples expected an integer from 2 to 1000, got "2.5".'],
    [['--out', 'folder/'], '--out expected the path of a file, got "folder/".'],
    [['--epoch', '3'], "Unknown option '--epoch'"],
    [['--seed'], "Option '--seed <value>' argument missing"],
    [['report.html'], "Unexpected argument 'report.html'"],
  ])('refuse %j', (args, message) => {
    expect(() => parseOptions(args)).toThrow(UsageError);
    expect(() => parseOptions(args)).toThrow(message);
  });

  it('can be asked for', () => {
    expect(parseOptions(['--help'])).toBe('help');
  });
});
