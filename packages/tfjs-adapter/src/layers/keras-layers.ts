// Layers that models trained in Keras name, loaded as ours: those that tfjs lacks, and on demand those that it has.
import { serialization } from '@tensorflow/tfjs-core';
import type { layers as tf } from '@tensorflow/tfjs-layers';
import { AlphaDropout } from './alpha-dropout.js';
import { Dropout } from './dropout.js';
import { GaussianDropout } from './noise-dropout.js';
import { SpatialDropout1D, SpatialDropout2D, SpatialDropout3D } from './spatial-dropout.js';

type ConfigDict = serialization.ConfigDict;

/** The layer of ours that a class of Keras becomes, and the arguments of Keras that it takes over. */
interface KerasClass {
  readonly make: new (args: never) => tf.Layer;
  /** Besides `COMMON`. */
  readonly takes: readonly string[];
}

const COMMON = ['name', 'trainable', 'batchInputShape', 'dtype', 'rate', 'seed'];
const SPATIAL = ['dataFormat'];

/** Classes without a counterpart in tfjs. FixedDropout is Dropout with a noise shape, as EfficientNet's published models name it. */
const LACKING: Readonly<Record<string, KerasClass>> = {
  SpatialDropout2D: { make: SpatialDropout2D, takes: SPATIAL },
  SpatialDropout3D: { make: SpatialDropout3D, takes: SPATIAL },
  FixedDropout: { make: Dropout, takes: ['noiseShape'] },
};

/** Classes that tfjs has, without masks that a seed repeats, or with a wrong sign. */
const BUILT_IN: Readonly<Record<string, KerasClass>> = {
  Dropout: { make: Dropout, takes: ['noiseShape'] },
  SpatialDropout1D: { make: SpatialDropout1D, takes: SPATIAL },
  GaussianDropout: { make: GaussianDropout, takes: [] },
  AlphaDropout: { make: AlphaDropout, takes: [] },
};

/** Makes `loadLayersModel` read the classes of Keras as ours. tfjs has no way back: what it had under these names is replaced for good. */
export function registerKerasLayers(replaceBuiltIn: boolean): void {
  const classes = replaceBuiltIn ? { ...LACKING, ...BUILT_IN } : LACKING;
  for (const [className, kerasClass] of Object.entries(classes)) serialization.registerClass(aliasOf(className, kerasClass));
}

/** A class of Keras' name that makes layers of ours, which are saved under their own names from then on. */
function aliasOf(className: string, { make, takes }: KerasClass) {
  const isTaken = (field: string) => COMMON.includes(field) || takes.includes(field);
  const given = (config: ConfigDict) => Object.entries(config).filter(([field, value]) => isTaken(field) && value != null);
  return class extends serialization.Serializable {
    static readonly className = className;

    override getConfig(): ConfigDict {
      return {};
    }

    static override fromConfig<T extends serialization.Serializable>(_: unknown, config: ConfigDict): T {
      return new make(Object.fromEntries(given(config)) as never) as unknown as T;
    }
  };
}
