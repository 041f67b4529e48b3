// Layers that models trained in Keras name, loaded as ours: those that tfjs lacks, and on demand those that it has.
import { serialization } from '@tensorflow/tfjs-core';
import type { layers as tf } from '@tensorflow/tfjs-layers';
import { AlphaDropout } from './alpha-dropout.js';
import { noiseShapeObstacle, ownSeed, rateObstacle } from './built-in-rules.js';
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

type Entry = readonly [
  layerClass: serialization.SerializableConstructor<serialization.Serializable>,
  fromConfig: (layerClass: unknown, config: ConfigDict, customObjects?: ConfigDict) => serialization.Serializable,
];

/** What tfjs had under the names that were replaced. Its registry is one for the page, and so is this. */
const replaced = new Map<string, Entry>();

/** Makes `loadLayersModel` read the classes of Keras as ours: those that tfjs has too on `true`, and no longer on `false`. */
export function registerKerasLayers(replaceBuiltIn: boolean | undefined): void {
  for (const [className, kerasClass] of Object.entries(LACKING)) serialization.registerClass(aliasOf(className, kerasClass));
  if (replaceBuiltIn) for (const [className, kerasClass] of Object.entries(BUILT_IN)) replace(className, kerasClass);
  if (replaceBuiltIn === false) for (const [layerClass] of replaced.values()) serialization.registerClass(layerClass);
}

function replace(className: string, kerasClass: KerasClass): void {
  const map = serialization.SerializationMap.getMap().classNameMap as unknown as Record<string, Entry>;
  if (!replaced.has(className)) replaced.set(className, map[className]);
  serialization.registerClass(aliasOf(className, kerasClass, replaced.get(className)));
}

/** A class of Keras' name that makes layers of ours, which are saved under their own names from then on, or else those of tfjs. */
function aliasOf(className: string, { make, takes }: KerasClass, builtIn?: Entry) {
  const isTaken = (field: string) => COMMON.includes(field) || takes.includes(field);
  const given = (config: ConfigDict) => Object.entries(config).filter(([field, value]) => isTaken(field) && value != null);
  return class extends serialization.Serializable {
    static readonly className = className;

    override getConfig(): ConfigDict {
      return {};
    }

    static override fromConfig<T extends serialization.Serializable>(_: unknown, config: ConfigDict): T {
      const obstacle = rateObstacle(config.rate) ?? (make === AlphaDropout ? noiseShapeObstacle(config.noiseShape) : undefined);
      if (builtIn && obstacle) return builtIn[1](builtIn[0], config) as T;
      const { seed, ...others } = Object.fromEntries(given(config));
      const own = ownSeed(seed);
      return new make({ ...others, ...(own !== undefined && { seed: own }) } as never) as unknown as T;
    }
  };
}
