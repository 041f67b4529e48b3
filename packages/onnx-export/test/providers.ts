// onnxruntime-web in a browser: the build for wasm, and that with the execution provider of WebGPU; one thread each.
import asyncifyFile from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url';
import wasmFile from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import * as wasm from 'onnxruntime-web/wasm';
import * as webgpu from 'onnxruntime-web/webgpu';
import type { Runtime } from './session.js';

wasm.env.wasm.numThreads = 1;
wasm.env.wasm.wasmPaths = { wasm: wasmFile };
webgpu.env.wasm.numThreads = 1;
webgpu.env.wasm.wasmPaths = { wasm: asyncifyFile };

export const WASM = { name: 'wasm', ort: wasm as unknown as Runtime, options: { executionProviders: ['wasm'] } };
export const WEBGPU = { name: 'webgpu', ort: webgpu as unknown as Runtime, options: { executionProviders: ['webgpu'] } };
