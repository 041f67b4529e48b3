// The public packages of this workspace, and how to run programs in it.
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { bringPnpm } from '../../scripts/lib/pnpm.mjs';

/** Absolute path of the repository's root folder. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** What the checks read of a package.json. */
export interface Manifest {
  name: string;
  private?: boolean;
  dependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
}

/** A public package: its folder and its manifest. */
export interface PublicPackage {
  folder: string;
  manifest: Manifest;
}

const execute = promisify(execFile);

/** All packages that get published. */
export function publicPackages(): PublicPackage[] {
  return readdirSync(join(ROOT, 'packages'))
    .map((name) => join(ROOT, 'packages', name))
    .map((folder) => ({ folder, manifest: readManifest(folder) }))
    .filter(({ manifest }) => !manifest.private);
}

/** The package.json of a folder. */
export function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}

/**
 * Runs this Node on a file.
 *
 * @returns stdout
 * @throws Error whose message holds all output, when the exit code is not 0
 */
export function runNode(args: string[], cwd: string): Promise<string> {
  return runProgram(process.execPath, args, cwd);
}

/** Runs the workspace's pnpm; throws like runNode. */
export async function runPnpm(args: string[], cwd: string): Promise<string> {
  await bringPnpm();
  return runProgram('pnpm', args, cwd);
}

async function runProgram(command: string, args: string[], cwd: string): Promise<string> {
  try {
    return (await execute(command, args, { cwd, maxBuffer: 2 ** 28, shell: process.platform === 'win32' })).stdout;
  } catch (error) {
    const { stdout = '', stderr = '', message } = error as Error & { stdout?: string; stderr?: string };
    throw new Error(`${message}\n${stdout}\n${stderr}`);
  }
}
