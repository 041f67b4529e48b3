// The promise that the rest stands on: one address gives one mask, bit for bit, whatever draws it.
import { createReferenceBackend, lower, packMask, streamId } from '@dropkit/core';
import { createCpuBackend } from '@dropkit/cpu';
import { dropout } from '@dropkit/tfjs-adapter';
import * as tf from '@tensorflow/tfjs-core';
import { DROPOUT_SITES } from './model.js';
import { BATCH_SIZE } from './train.js';

/** @import { Address, Backend, DropoutConfig } from '@dropkit/core' */
/** @typedef {{ name: string, draw: (config: DropoutConfig, shape: number[], address: Address) => Uint32Array | Promise<Uint32Array> }} Drawer */
/** @typedef {{ site: string, rate: number, bits: number, words: Uint32Array, equal: Record<string, boolean> }} SiteMask */

/**
 * Draws the mask of each dropout layer's first training step on every backend at hand and compares it with core's reference.
 * Leaves tfjs on the backend that it was on.
 *
 * @param {bigint} seed
 * @param {Drawer[]} [drawers] all backends, unless told otherwise
 * @returns {Promise<{ backends: string[], missing: string[], sites: SiteMask[], equal: boolean }>} `sites[i].equal` by backend
 */
export async function checkMasks(seed, drawers) {
  const { at, missing } = drawers ? { at: drawers, missing: [] } : await findDrawers();
  const reference = createReferenceBackend();
  /** @type {SiteMask[]} */
  const sites = [];
  for (const { name, rate, width } of DROPOUT_SITES) {
    /** @type {DropoutConfig} */
    const config = { variant: 'dropout', p: rate };
    const shape = [BATCH_SIZE, width];
    const address = { seed, stream: streamId(name), step: 0 };
    const words = reference.mask(lower(config, shape, 'train'), address);
    /** @type {Record<string, boolean>} */
    const equal = {};
    for (const drawer of at) equal[drawer.name] = same(words, await drawer.draw(config, shape, address));
    sites.push({ site: name, rate, bits: BATCH_SIZE * width, words, equal });
  }
  const equal = sites.every((site) => Object.values(site.equal).every(Boolean));
  return { backends: at.map(({ name }) => name), missing, sites, equal };
}

async function findDrawers() {
  const simd = attempt(() => createCpuBackend({ simd: true }));
  const at = [
    ...(simd ? [typedArrays('cpu simd', simd)] : []),
    typedArrays('cpu plain', createCpuBackend({ simd: false })),
    ...(await tfjsDrawers(['cpu', 'wasm'])),
  ];
  const missing = ['cpu simd', 'cpu plain', 'tfjs cpu', 'tfjs wasm'].filter((name) => !at.some((drawer) => drawer.name === name));
  return { at, missing };
}

/** @param {string} name @param {Backend<Float32Array>} backend @returns {Drawer} */
function typedArrays(name, backend) {
  return { name, draw: (config, shape, address) => backend.mask(lower(config, shape, 'train'), address) };
}

/** @param {string[]} names @returns {Promise<Drawer[]>} */
async function tfjsDrawers(names) {
  const before = tf.getBackend();
  const drawers = [];
  for (const name of names) if (await tf.setBackend(name)) drawers.push({ name: `tfjs ${name}`, draw: drawOnTfjs(name) });
  await tf.setBackend(before);
  return drawers;
}

/** Drops from a tensor of ones and reads off what is left. @param {string} name @returns {Drawer['draw']} */
function drawOnTfjs(name) {
  return async (config, shape, address) => {
    const before = tf.getBackend();
    await tf.setBackend(name);
    const kept = tf.tidy(() => dropout(tf.ones(shape), config, address).dataSync());
    await tf.setBackend(before);
    return packMask(kept.length, (n) => kept[n] !== 0);
  };
}

/** @param {Uint32Array} a @param {Uint32Array} b */
function same(a, b) {
  return a.length === b.length && a.every((word, i) => word === b[i]);
}

/** @template T @param {() => T} create @returns {T | undefined} */
function attempt(create) {
  try {
    return create();
  } catch {
    return undefined;
  }
}
