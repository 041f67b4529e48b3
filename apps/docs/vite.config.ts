import { defineConfig } from 'vite';

// One entry that loads each live part when a page has a place for it. Its name is fixed, since typedoc's pages load it; all else is
// named by its content. `base` makes every address relative: the site may lie in any folder of any server.
// how long plugins took is a warning on a busy machine alone
const QUIET = { pluginTimings: false };

export default defineConfig({
  base: './',
  publicDir: false,
  build: {
    target: 'es2022',
    outDir: 'generated/app',
    manifest: 'manifest.json',
    modulePreload: { polyfill: false },
    rollupOptions: {
      checks: QUIET,
      input: { main: 'src/main.ts' },
      output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js', assetFileNames: '[name]-[hash][extname]' },
    },
  },
  worker: { format: 'es', rollupOptions: { checks: QUIET } },
});
