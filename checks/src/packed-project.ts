// Projects outside the workspace that use our packages as users get them: packed, then installed from the tarballs.
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { publicPackages, runPnpm } from './workspace.js';

/** Where tarballs and projects live until `remove` is called. */
export interface Scratch {
  folder: string;
  /** Package name to the `file:` specifier of its tarball. */
  tarballs: Record<string, string>;
}

/** Packs every public package into a new folder of the system's temporary folder. */
export async function packAll(): Promise<Scratch> {
  const folder = await mkdtemp(join(tmpdir(), 'dropkit-packed-'));
  const tarballs: Record<string, string> = {};
  for (const { folder: source, manifest } of publicPackages()) {
    const { filename } = JSON.parse(await runPnpm(['pack', '--json', '--pack-destination', folder], source));
    tarballs[manifest.name] = `file:${filename}`;
  }
  return { folder, tarballs };
}

/**
 * Makes a project and installs it; every package of ours, also an indirect one, comes from the tarballs.
 *
 * @param dependencies names of our packages, or names with versions of others
 * @returns the project's folder
 */
export async function createProject(scratch: Scratch, name: string, dependencies: Record<string, string>): Promise<string> {
  const folder = join(scratch.folder, name);
  await mkdir(folder, { recursive: true });
  const resolved = Object.fromEntries(
    Object.entries(dependencies).map(([key, version]) => [key, scratch.tarballs[key] ?? version]),
  );
  const manifest = { name, private: true, type: 'module', dependencies: resolved, pnpm: { overrides: scratch.tarballs } };
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest, null, 2));
  await runPnpm(['install', '--ignore-workspace', '--prefer-offline', '--no-frozen-lockfile', '--ignore-scripts'], folder);
  return folder;
}

/** Copies a folder of the workspace's sources into a project. */
export async function copySources(source: string, project: string): Promise<void> {
  await cp(source, project, { recursive: true });
}

/** Names of all packages that a project's installation brought, direct or not. */
export async function installedPackages(project: string): Promise<string[]> {
  const [tree] = JSON.parse(await runPnpm(['ls', '--json', '--depth', 'Infinity', '--ignore-workspace'], project));
  return [...new Set(namesIn(tree.dependencies))].sort();
}

interface Tree {
  [name: string]: { dependencies?: Tree };
}

function namesIn(tree: Tree = {}): string[] {
  return Object.entries(tree).flatMap(([name, node]) => [name, ...namesIn(node.dependencies)]);
}

/** Deletes everything. */
export async function remove(scratch: Scratch): Promise<void> {
  await rm(scratch.folder, { recursive: true, force: true });
}
