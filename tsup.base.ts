// One build recipe for every library: ESM, types, source maps, nothing bundled but its own files.
import type { Options } from 'tsup';

export const library: Options = {
  entry: ['src/index.ts'],
  format: ['esm'],
  target: 'es2022',
  platform: 'neutral',
  // tsup still sets baseUrl for its type build, which TypeScript 6 calls deprecated
  dts: { compilerOptions: { ignoreDeprecations: '6.0' } },
  sourcemap: true,
  clean: true,
  treeshake: true,
};
