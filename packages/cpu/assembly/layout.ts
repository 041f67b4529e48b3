// Where the kernels keep their working memory: below HEAP in every instance. src/wasm/layout.ts names the parts that JavaScript uses.
// A chunk is at most 512 groups of 128 elements, always whole batches of eight.

/** Eight vectors of random words, as `blocks` leaves them. */
export const WORDS: usize = 0x0000;
/** Four vectors that are constant during one draw: see philox.ts. */
export const ROUND_CONSTANTS: usize = 0x0080;
/** u32 group numbers still undecided, 512 and a batch to pad with. */
export const LIST: usize = 0x0400;
/** 16 bytes a group: which elements are still equal to the threshold. */
export const EQUAL: usize = 0x1000;
/** The group that pads the list to whole batches: nothing in it is ever undecided. */
export const NO_GROUP: u32 = 512;
