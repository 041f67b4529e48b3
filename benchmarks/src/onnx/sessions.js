// How long a session takes to create: of a model with 33 dropout sites, and of the same model with none.
import { chainModel, sitesModel } from './sites-model.js';

const SITES = 33;

/** @type {[id: string, model: () => Uint8Array][]} */
const MODELS = [
  ['create a session, no sites', () => chainModel(SITES)],
  [`create a session, ${SITES} sites`, () => sitesModel(SITES)],
];

/** @type {import('../harness/contender.js').Contender<import('./workspace.js').Workspace>[]} */
export const SESSIONS = MODELS.map(([id, model]) => ({
  id,
  table: 'Sessions',
  async open({ ort, options }) {
    const bytes = model();
    const create = async () => {
      const session = await ort.InferenceSession.create(bytes, options);
      await session.release();
    };
    return { run: create, verify: create };
  },
}));
