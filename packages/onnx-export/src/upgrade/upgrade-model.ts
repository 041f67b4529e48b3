// Upgrades a model in place, or lists what stands in the way. Functions have opsets of their own and are upgraded too, since
// onnxruntime takes no function whose operators differ from those of the model.
import type { UpgradeProblem } from '../errors.js';
import { checkGraph } from '../graph/check-graph.js';
import { type IndexedScope, indexModel } from '../graph/graph-index.js';
import { inferTypes, type KnownTypes } from '../graph/infer-types.js';
import { createNames } from '../graph/names.js';
import { type Model, setOpset } from '../model/model.js';
import type { Node } from '../model/node.js';
import { ADAPTERS, OLDEST } from './adapters.js';
import { KNOWN_OPS } from './known-ops.js';
import { NodeUpgrade, type UpgradeContext } from './node-upgrade.js';
import { SharedConstants } from './shared-constants.js';

/** A model that was indexed. */
export interface KnownModel {
  readonly scopes: readonly IndexedScope[];
  readonly types: KnownTypes;
}

/**
 * Edits the model; with problems it is left half way, and must not be written.
 *
 * @param known what is known of the model already; its graphs are sound then
 * @param target the opset that all scopes are brought to which are older
 * @returns what cannot be upgraded: empty when all could
 * @throws GraphError for a graph that cannot run
 */
export function upgradeModel(model: Model, target: number, known?: KnownModel): UpgradeProblem[] {
  const scopes = known?.scopes ?? indexModel(model);
  if (!known) checkGraph(scopes);
  if (scopes.every(({ opset }) => opset >= target)) return [];
  const problems: UpgradeProblem[] = [];
  const names = createNames(scopes);
  const constants = new SharedConstants(names);
  const context = { types: known?.types ?? inferTypes(scopes), names, constants, problems };
  if (model.message.count('training_info') > 0)
    problems.push({ place: 'training_info', op: '', opset: target, reason: 'graphs for training are not upgraded' });
  for (const scope of scopes) if (scope.opset < target) upgradeScope(scope, target, context);
  constants.place();
  if (problems.length === 0) setOpsets(model, scopes, target);
  return problems;
}

function upgradeScope(scope: IndexedScope, target: number, context: UpgradeContext): void {
  if (scope.opset < OLDEST) {
    if (scope.nodes.some(({ domain }) => domain === ''))
      context.problems.push({
        place: scope.path,
        op: '',
        opset: OLDEST,
        reason: `its opset ${scope.opset} is older than ${OLDEST}`,
      });
    return;
  }
  scope.scope.rewrite((node) => upgradeNode(node, scope, target, context));
}

function upgradeNode(node: Node, scope: IndexedScope, target: number, context: UpgradeContext): readonly Node[] {
  if (node.domain !== '') return [node];
  const at = new NodeUpgrade(node, scope, context, target);
  if (!KNOWN_OPS.has(node.op)) at.fail('the operator is experimental or unknown');
  for (at.opset = scope.opset + 1; at.opset <= target; at.opset++) ADAPTERS[at.opset]?.[node.op]?.(at);
  return [...at.before, node, ...at.after];
}

function setOpsets(model: Model, scopes: readonly IndexedScope[], target: number): void {
  const outermost = scopes.filter(({ parent, opset }) => !parent && opset < target);
  for (const { scope } of outermost) setOpset(scope.kind === 'function' ? scope.message : model.message, target);
}
