// Every published vector against the readable implementation. The numbers come from witnesses that share no code with src/.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  type Address,
  bitMap,
  createReferenceBackend,
  type DropoutConfig,
  elementCount,
  indexAt,
  isKept,
  linearUniform,
  linearWord,
  lower,
  normal,
  packMask,
  philox4x32,
  planarUniform,
  streamId,
  threshold,
} from '../src/index.js';
import bernoulli from '../vectors/bernoulli.json' with { type: 'json' };
import { files, render } from '../vectors/generate.mjs';
import granularity from '../vectors/granularity.json' with { type: 'json' };
import linearWords from '../vectors/linear-words.json' with { type: 'json' };
import oracle from '../vectors/oracle.json' with { type: 'json' };
import philox from '../vectors/philox4x32.json' with { type: 'json' };
import planar from '../vectors/planar-uniform.json' with { type: 'json' };
import select from '../vectors/select.json' with { type: 'json' };
import streams from '../vectors/stream-id.json' with { type: 'json' };

const backend = createReferenceBackend();
const hex = (word: number) => word.toString(16).padStart(8, '0');
const words = (list: string[]) => Uint32Array.from(list, (text) => Number.parseInt(text, 16));
const addressOf = (c: { seed: string; stream?: number; step?: number }): Address => ({ ...c, seed: BigInt(c.seed) });

describe('the committed files', () => {
  it.each(Object.keys(files))('%s is what generate.mjs writes', (name) => {
    expect(readFileSync(new URL(`../vectors/${name}`, import.meta.url), 'utf8')).toBe(render(files[name as keyof typeof files]));
  });
});

describe('philox4x32', () => {
  it.each([...philox.cases, ...oracle.philox4x32_10])('$counter / $key', ({ counter, key, out }) => {
    expect([...philox4x32(words(counter), words(key))].map(hex)).toEqual(out);
  });
});

describe('planarUniform', () => {
  it.each(planar.cases)('index $index, seed $seed', (c) => {
    expect(hex(planarUniform(Number(c.index), addressOf(c)))).toBe(c.uniform);
  });
});

describe('bernoulli masks', () => {
  const named = oracle.bernoulli.map((c) => ({ id: `oracle p ${c.p} offset ${c.offset}`, ...c }));
  it.each([...bernoulli.cases, ...named])('$id', (c) => {
    const offset = Number(c.offset);
    const whole = { shape: [offset + c.count], start: [offset] };
    const plan = lower({ variant: 'dropout', p: c.p }, [c.count], 'train', whole);
    expect([...backend.mask(plan, addressOf(c))].map(hex)).toEqual(c.keepWords);
    if (c.threshold !== null) expect(hex(threshold(c.p))).toBe(c.threshold);
  });
});

describe('granularity', () => {
  const expanded = (config: DropoutConfig, shape: number[], address: Address, slice?: { shape: number[]; start: number[] }) => {
    const plan = lower(config, shape, 'train', slice);
    const mask = backend.mask(plan, address);
    const bits = bitMap(plan.map);
    return { plan, mask, expanded: packMask(elementCount(plan), (n) => isKept(mask, indexAt(bits, n))) };
  };

  it.each(granularity.cases)('$id', (c) => {
    const config: DropoutConfig = { variant: 'dropout', p: c.p, noiseShape: c.globalMaskShape };
    const got = expanded(config, c.shape, addressOf(c), { shape: c.globalShape, start: c.start });
    expect(got.plan.maskShape).toEqual(c.maskShape);
    expect([...got.mask].map(hex)).toEqual(c.maskWords);
    expect([...got.expanded].map(hex)).toEqual(c.expandedWords);
  });

  it.each(oracle.broadcast)('oracle $shape from $maskShape', (c) => {
    const config: DropoutConfig = { variant: 'dropout', p: c.p, noiseShape: c.maskShape };
    expect([...expanded(config, c.shape, addressOf(c)).expanded].map(hex)).toEqual(c.keepWords);
  });
});

describe('linear words', () => {
  it.each(linearWords.cases)('offset $offset', (c) => {
    const indices = c.words.map((_, n) => Number(c.offset) + n);
    expect(indices.map((i) => hex(linearWord(i, addressOf(c))))).toEqual(c.words);
    expect(indices.map((i) => linearUniform(i, addressOf(c)))).toEqual(c.uniforms);
    // SPEC section 12 allows 1e-6; the vectors carry twelve digits
    indices.forEach((i, n) => {
      expect(Math.abs(normal(i, addressOf(c)) - c.normals[n])).toBeLessThan(1e-10);
    });
  });

  it.each(oracle.normal)('oracle normals from $offset', (c) => {
    c.values.forEach((value, n) => {
      expect(Math.abs(normal(Number(c.offset) + n, addressOf(c)) - value)).toBeLessThan(1e-12);
    });
  });
});

describe('scaling policies', () => {
  const bits = (array: Float32Array) => [...new Uint32Array(array.buffer)].map(hex);
  it.each(select.cases)('$scaling, p $p', (c) => {
    const config = c.scaling === 'alpha' ? { variant: 'alpha', p: c.p } : { variant: 'dropout', p: c.p, scaling: c.scaling };
    const x = new Float32Array(words(c.x).buffer);
    const plan = lower(config as DropoutConfig, [x.length], 'train');
    expect(bits(backend.forward(plan, addressOf(c), x))).toEqual(c.y);
    expect(bits(backend.backward(plan, addressOf(c), x))).toEqual(c.dx);
  });
});

describe('streamId', () => {
  it.each(streams.cases)('$name', ({ name, stream }) => {
    expect(hex(streamId(name))).toBe(stream);
  });

  it('hashes UTF-8 bytes', () => {
    expect(streamId('ä')).toBe(streamId(String.fromCodePoint(0xe4)));
    expect(streamId('ä')).not.toBe(streamId('a'));
  });
});
