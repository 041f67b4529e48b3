// .wgsl files as text, for tsup and for vitest: without comments, indentation and spaces that no token needs, which would only be
// carried to users. Line breaks stay, so that messages of a compiler name a line.
import { readFile } from 'node:fs/promises';
import type { Options } from 'tsup';
import type { Plugin } from 'vitest/config';

/** WGSL without what the compiler skips, and with the short names of vector types. */
function shorten(text: string): string {
  const lines = text.split('\n').map((line) => line.replace(/\/\/.*$/, '').trim());
  const tight = lines.map((line) => line.replace(/ ?([-+*/%&|^=<>!:;,(){}]+) ?/g, '$1'));
  return tight
    .filter((line) => line !== '')
    .join('\n')
    .replace(/\bvec([234])<([fiu])32>/g, 'vec$1$2');
}

/** For tsup: `esbuildPlugins: [wgslForEsbuild]`. */
export const wgslForEsbuild: NonNullable<Options['esbuildPlugins']>[number] = {
  name: 'wgsl',
  setup(build) {
    build.onLoad({ filter: /\.wgsl$/ }, async ({ path }) => ({
      contents: shorten(await readFile(path, 'utf8')),
      loader: 'text',
    }));
  },
};

/** For vitest: `plugins: [wgslForVite]`. */
export const wgslForVite: Plugin = {
  name: 'wgsl',
  enforce: 'pre',
  transform(code, id) {
    return id.endsWith('.wgsl') ? { code: `export default ${JSON.stringify(shorten(code))};`, map: null } : undefined;
  },
};
