// The fields that several variants share. A description says what the field is and what it takes.

/** Drop probability. */
export const probability = { type: 'number', minimum: 0, maximum: 1, description: 'a drop probability in [0, 1]' } as const;

/** Which dimension holds the channels: [N, C, ...] or [N, ..., C]. */
export const layout = {
  type: 'string',
  enum: ['channelsFirst', 'channelsLast'],
  description: '"channelsFirst" or "channelsLast"',
} as const;

/** The linear policies of SPEC section 6. */
export const scaling = {
  type: 'string',
  enum: ['inverted', 'standard', 'none'],
  description: 'a scaling policy, "inverted", "standard" or "none"',
} as const;

/** An integer; the shape it is used with decides its range. */
export const integer = { type: 'integer', description: 'an integer' } as const;
