// The program as users run it.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const MAIN = fileURLToPath(new URL('../src/main.js', import.meta.url));
const run = promisify(execFile);

describe.each([[[]], [['--recurrent']]])('a quick run %j', (kind) => {
  it('prints the report, the table and the digits', async () => {
    const { stdout } = await run(process.execPath, [MAIN, '--quick', '--samples', '4', ...kind]);
    expect(stdout).toMatch(/convertDropout "(convolutional|recurrent)": 2 replaced/);
    for (const text of ['as written', 'noisy', 'turned by 90°', 'samples disagree', '█']) expect(stdout).toContain(text);
    expect(stdout.match(/^ {2}a \d: \d with [\d.]+ ± [\d.]+, \d with/gm)?.length).toBe(4);
  });
});

describe('wrong usage', () => {
  it.each([
    [['--bogus'], "Unknown option '--bogus'"],
    [['--samples', '1'], '--samples expected an integer from 2 to 1000, got "1".'],
    [['--seed', 'x'], '--seed expected an integer from 0'],
  ])('%j ends with code 2 and says why', async (args, message) => {
    await expect(run(process.execPath, [MAIN, ...args])).rejects.toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining(message),
    });
  });

  it('--help explains the options', async () => {
    const { stdout } = await run(process.execPath, [MAIN, '--help']);
    for (const option of ['--seed', '--samples', '--recurrent', '--quick']) expect(stdout).toContain(option);
  });
});
