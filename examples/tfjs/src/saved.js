// A model through the same bytes as a file: what tf.loadLayersModel gives back in another program.
import { io } from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';

/** @import { LayersModel } from '@tensorflow/tfjs-layers' */

/** @param {LayersModel} model @returns {Promise<LayersModel>} */
export async function savedAndLoaded(model) {
  /** @type {io.ModelArtifacts | undefined} */
  let saved;
  await model.save(
    io.withSaveHandler(async (artifacts) => {
      saved = artifacts;
      return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
    }),
  );
  if (!saved) throw new Error('tfjs did not save the model.');
  return loadLayersModel(io.fromMemory(saved));
}
