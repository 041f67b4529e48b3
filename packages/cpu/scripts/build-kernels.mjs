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

// One printable character for the 80 most frequent bytes (from fd over 00 to 4c), two for the others, the first of which says which
// 80 are meant. gzip finds repeated bytes in it as it would in the module itself: 200 bytes less than hexadecimal, 700 less than base64.
const text = Array.from(files.get('kernels.wasm'), (byte) => {
  const place = (byte + 3) % 256;
  return ['', "'", '&', '%'][Math.floor(place / 80)] + String.fromCharCode(40 + (place % 80));
}).join('');
await mkdir(`${root}/generated`, { recursive: true });
await writeFile(
  `${root}/generated/kernels.ts`,
  `// Made by scripts/build-kernels.mjs from assembly/*.ts.\nexport const KERNELS =\n  ${JSON.stringify(text)};\n`,
);
