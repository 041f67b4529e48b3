// The base class of tfjs under a name of its own: bundlers keep every class that says `extends layers.Layer`, and all that it refers to,
// since reading a property might do something. Apps that only call the op would carry 4 kB (gzip) of layers.
import { layers } from '@tensorflow/tfjs-layers';

/** `tf.layers.Layer`. */
export const Layer: typeof layers.Layer = /* @__PURE__ */ (() => layers.Layer)();
