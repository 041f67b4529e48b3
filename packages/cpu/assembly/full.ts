export * from './bernoulli';
export { fuse32, fuse64, sums32, sums64 } from './fused';
export { normals, relax, uniforms } from './noise';
export { choose32, choose64, mix32, mix64, times32, times64 } from './pairs';
