import { defineConfig } from 'tsup';
import { library } from '../../tsup.base.js';

// the command shares its chunks with the library, and is the only part that knows Node
export default defineConfig({
  ...library,
  entry: { index: 'src/index.ts', cli: 'src/cli/main.ts' },
  dts: { ...(library.dts as object), entry: { index: 'src/index.ts' } },
  external: [/^node:/],
  removeNodeProtocol: false,
});
