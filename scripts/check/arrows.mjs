// Checks the direction of dependencies between our packages, in manifests and in imports: see ARROWS. Installing a package
// must pull in nothing that its arrow does not name, and conformance is for tests only.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { ROOT } from '../lib/root.mjs';

const SCOPE = '@dropkit/';
const SUITE = '@dropkit/conformance';

/**
 * Who may use whom at run time. A new package needs a line here.
 *
 * @type {Record<string, string[]>}
 */
const ARROWS = {
  '@dropkit/core': [],
  '@dropkit/cpu': ['@dropkit/core'],
  '@dropkit/webgpu': ['@dropkit/core'],
  '@dropkit/tfjs-adapter': ['@dropkit/core', '@dropkit/cpu', '@dropkit/webgpu'],
  '@dropkit/onnx-export': ['@dropkit/core'],
  '@dropkit/conformance': ['@dropkit/core'],
};

/**
 * What is wrong with one package's arrows.
 *
 * @param {any} manifest its package.json
 * @param {{ file: string, imports: string[] }[]} sources files under src/
 * @param {{ file: string, imports: string[] }[]} tests files under test/
 * @returns {string[]} one line each, empty when all is well
 */
export function arrowErrors(manifest, sources, tests) {
  const { name } = manifest;
  const allowed = ARROWS[name];
  if (!allowed) return [`${name}: not in ARROWS of scripts/check/arrows.mjs; add it with what it may use`];
  const whileTesting = name === '@dropkit/core' ? [] : [...allowed, SUITE, name];
  return [
    ...manifestErrors(name, 'dependencies', manifest.dependencies, allowed),
    ...manifestErrors(name, 'peerDependencies', manifest.peerDependencies, allowed),
    ...manifestErrors(name, 'devDependencies', manifest.devDependencies, whileTesting),
    ...importErrors(sources, allowed),
    ...importErrors(tests, whileTesting),
  ];
}

/**
 * @param {string} name
 * @param {string} field
 * @param {Record<string, string> | undefined} dependencies
 * @param {string[]} allowed
 */
function manifestErrors(name, field, dependencies, allowed) {
  const wrong = ours(Object.keys(dependencies ?? {})).filter((used) => !allowed.includes(used));
  return wrong.map((used) => `${name}: package.json ${field} must not name ${used}`);
}

/**
 * @param {{ file: string, imports: string[] }[]} files
 * @param {string[]} allowed
 */
function importErrors(files, allowed) {
  return files.flatMap(({ file, imports }) =>
    ours(imports)
      .filter((used) => !allowed.includes(packageOf(used)))
      .map((used) => `${file}: must not import ${used}`),
  );
}

/** @param {string[]} names */
function ours(names) {
  return names.filter((name) => name.startsWith(SCOPE));
}

/** '@dropkit/core/vectors/x.json' is of '@dropkit/core'. @param {string} specifier */
function packageOf(specifier) {
  return specifier.split('/').slice(0, 2).join('/');
}

/** @param {string} folder */
function readImports(folder) {
  return list(folder)
    .filter((file) => /\.[cm]?[jt]s$/.test(file))
    .map((file) => {
      const { importedFiles } = ts.preProcessFile(readFileSync(join(ROOT, file), 'utf8'));
      return { file, imports: importedFiles.map((imported) => imported.fileName) };
    });
}

/** @param {string} folder */
function list(folder) {
  try {
    return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`);
  } catch {
    return []; // a package without tests has no such folder
  }
}

function checkAll() {
  return readdirSync(join(ROOT, 'packages')).flatMap((folder) => {
    const manifest = JSON.parse(readFileSync(join(ROOT, 'packages', folder, 'package.json'), 'utf8'));
    return arrowErrors(manifest, readImports(`packages/${folder}/src`), readImports(`packages/${folder}/test`));
  });
}

if (process.argv[1] === import.meta.filename) {
  const errors = checkAll();
  for (const error of errors) console.error(error);
  process.exitCode = errors.length > 0 ? 1 : 0;
}
