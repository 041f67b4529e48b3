// tfjs says `dataFormat`, core says `layout`; the two values have the same names.
import { rangeError, show } from '../check.js';

/** Which axis holds the channels. */
export type DataFormat = 'channelsFirst' | 'channelsLast';

/** The layout of a data format, `channelsLast` if none is given, as in tfjs. */
export function layoutOf(layer: string, dataFormat: unknown = 'channelsLast'): DataFormat {
  if (dataFormat === 'channelsFirst' || dataFormat === 'channelsLast') return dataFormat;
  throw rangeError(layer, 'dataFormat', '"channelsFirst" or "channelsLast"', show(dataFormat));
}
