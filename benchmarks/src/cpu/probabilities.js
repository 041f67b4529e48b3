// The drop probabilities that are compared, by the names that they have in contender ids.

/** @typedef {'0.5' | '0.25' | '0.1' | '1/3'} ProbabilityName */

/**
 * p = 1/2 takes one random bit an element, 1/4 two, any other p up to 32 (about 8.5 on average).
 *
 * @type {Record<ProbabilityName, number>}
 */
export const PROBABILITIES = { 0.5: 0.5, 0.25: 0.25, 0.1: 0.1, '1/3': 1 / 3 };

/** All of them. @type {ProbabilityName[]} */
export const EVERY_P = ['0.5', '0.25', '0.1', '1/3'];

/** The cheapest one and a general one: what the targets speak of. @type {ProbabilityName[]} */
export const MAIN_P = ['0.5', '0.1'];
