// Checks each public package as users will get it: its manifest's house rules, publint, and arethetypeswrong on the packed files.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bringPnpm } from '../lib/pnpm.mjs';
import { lastLines, run } from '../lib/process.mjs';
import { ROOT } from '../lib/root.mjs';

const BIN = join(ROOT, 'node_modules', '.bin');

/**
 * What is wrong with a public package's manifest by the rules of the house.
 *
 * @param {any} manifest
 * @returns {string[]}
 */
export function manifestErrors(manifest) {
  /** @type {[boolean, string][]} */
  const rules = [
    [manifest.type === 'module', '"type" must be "module"'],
    [manifest.sideEffects === false, '"sideEffects" must be false'],
    [manifest.license === 'MIT', '"license" must be "MIT"'],
    [manifest.engines?.node === '>=20', '"engines.node" must be ">=20"'],
    [Boolean(manifest.description), '"description" is missing'],
    [Array.isArray(manifest.files), '"files" is missing'],
    [Boolean(manifest.exports?.['.']), '"exports" needs a "." entry'],
    [!manifest.main && !manifest.module, '"main" and "module" are replaced by "exports"'],
    [
      ['build', 'typecheck', 'test'].every((script) => manifest.scripts?.[script]),
      'scripts build, typecheck and test are needed',
    ],
  ];
  return rules.filter(([holds]) => !holds).map(([, text]) => text);
}

/** @param {string} cwd */
async function toolErrors(cwd) {
  const publint = await run(join(BIN, 'publint'), ['--strict', '--pack', 'pnpm'], { cwd });
  const types = await run(join(BIN, 'attw'), ['--pack', '--profile', 'esm-only', '--no-emoji'], { cwd });
  return [publint, types].filter(({ code }) => code !== 0).map(({ output }) => lastLines(output, 40));
}

async function checkAll() {
  const errors = [];
  for (const folder of readdirSync(join(ROOT, 'packages'))) {
    const cwd = join(ROOT, 'packages', folder);
    const manifest = JSON.parse(readFileSync(join(cwd, 'package.json'), 'utf8'));
    if (manifest.private) continue;
    const found = [...manifestErrors(manifest), ...(await toolErrors(cwd))];
    errors.push(...found.map((text) => `${manifest.name}: ${text}`));
  }
  return errors;
}

if (process.argv[1] === import.meta.filename) {
  await bringPnpm();
  const errors = await checkAll();
  for (const error of errors) console.error(error);
  process.exitCode = errors.length > 0 ? 1 : 0;
}
