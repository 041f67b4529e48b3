// Files of packages as vite serves them.
declare module '*.wasm?url' {
  const url: string;
  // biome-ignore lint/style/noDefaultExport: vite's
  export default url;
}

declare module '*.onnx?url' {
  const url: string;
  // biome-ignore lint/style/noDefaultExport: vite's
  export default url;
}
