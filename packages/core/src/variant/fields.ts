// The fields that several variants share. A message is what the field expects; parseConfig makes the sentence.
import * as v from 'valibot';

const P = 'a number in [0, 1]';

/** Drop probability. */
export const probability = v.pipe(v.number(P), v.minValue(0, P), v.maxValue(1, P));

/** Which dimension holds the channels: [N, C, ...] or [N, ..., C]. */
export const layout = v.picklist(['channelsFirst', 'channelsLast'], '"channelsFirst" or "channelsLast"');

/** The linear policies of SPEC section 6. */
export const scaling = v.exactOptional(v.picklist(['inverted', 'standard', 'none'], '"inverted", "standard" or "none"'));

/** An integer; the shape it is used with decides its range. */
export const integer = v.pipe(v.number('an integer'), v.safeInteger('an integer'));
