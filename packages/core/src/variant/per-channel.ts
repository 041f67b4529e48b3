// The granularity of variants for feature maps: whole channels, in an explicit layout. SPEC section 7.

/** One decision per sample and channel: [N, C, *] -> [N, C, 1..] or [N, *, C] -> [N, 1.., C], rank 3 to 5. */
export const perChannel = {
  fits: ['[N, C, ...] or [N, ..., C] of rank 3 to 5', 3, 5],
  shared:
    ({ layout }: ChannelConfig, shape: readonly number[]) =>
    (axis: number) =>
      axis !== 0 && axis !== (layout === 'channelsFirst' ? 1 : shape.length - 1),
} as const;

interface ChannelConfig {
  readonly layout: 'channelsFirst' | 'channelsLast';
}
