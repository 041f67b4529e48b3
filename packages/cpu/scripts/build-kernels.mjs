// Compiles assembly/*.ts to one WebAssembly module and writes it as text that the bundle carries: no file, no network at run time.
import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const root = fileURLToPath(new URL('..', import.meta.url));
const files = new Map();
const { error, stderr } = await asc.main(
  // No runtime: the kernels use no garbage collection, no abort and the memory they are given. 112 warns of v128 parameters of inner functions.
  [
    'assembly/index.ts',
    '--outFile',
    'kernels.wasm',
    '--baseDir',
    root,
    '--runtime',
    'stub',
    '--importMemory',
    '--use',
    'abort=',
    '--noAssert',
    '--enable',
    'simd',
    '--disableWarning',
    '112',
    '-O3',
  ],
  { writeFile: (name, contents) => files.set(name, contents) },
);
if (error) throw new Error(`${error.message}\n${stderr}`);

// Hexadecimal rather than base64: longer as it stands, but a fifth smaller after gzip, which finds repeated bytes only where they look alike.
const text = Buffer.from(files.get('kernels.wasm')).toString('hex');
await mkdir(`${root}/generated`, { recursive: true });
await writeFile(
  `${root}/generated/kernels.ts`,
  `// Made by scripts/build-kernels.mjs from assembly/*.ts.\nexport const KERNELS =\n  '${text}';\n`,
);
