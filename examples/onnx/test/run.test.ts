// The program as users run it.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const MAIN = fileURLToPath(new URL('../src/main.js', import.meta.url));
const run = promisify(execFile);

describe('a run', () => {
  it('says what it did, finds which numbers are upside down, and repeats itself', async () => {
    const [{ stdout }, again] = await Promise.all([1, 2].map(() => run(process.execPath, [MAIN, '--samples', '4'])));
    expect(stdout).toBe(again!.stdout);
    expect(stdout).toContain('0 Dropout nodes and 79 places');
    expect(stdout).toContain('Masks are drawn in the graph');
    for (const [number, says] of [
      ['4321', 'no'],
      ['4321', 'yes'],
      ['1725', 'no'],
      ['1725', 'yes'],
    ])
      expect(stdout).toMatch(new RegExp(`${number} +│ ${says} +│ ${says} +│ [01]\\.\\d{3} ± 0\\.0`));
    expect(stdout).toMatch(/The samples disagree most about \d{4}/);
  });
});

describe('wrong usage', () => {
  it.each([
    [['--bogus'], "Unknown option '--bogus'"],
    [['--samples', '1'], '--samples expected an integer from 2 to 1000, got "1".'],
    [['--p', '1'], '--p expected a number above 0 and below 1, got "1".'],
  ])('%j ends with code 2 and says why', async (args, message) => {
    await expect(run(process.execPath, [MAIN, ...args])).rejects.toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining(message),
    });
  });

  it('--help explains the options', async () => {
    const { stdout } = await run(process.execPath, [MAIN, '--help']);
    for (const option of ['--seed', '--samples', '--p']) expect(stdout).toContain(option);
  });
});
