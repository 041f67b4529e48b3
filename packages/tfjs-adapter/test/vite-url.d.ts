// Vite's way to the address of a served file.
declare module '*.wasm?url' {
  const url: string;
  // biome-ignore lint/style/noDefaultExport: this is how Vite hands it out
  export default url;
}
