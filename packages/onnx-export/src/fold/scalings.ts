// Which values inference multiplies, in the words of the model as it was before dropout came in: edits are followed back one at a time, as
// they are undone.
import { UnsupportedError } from '@dropkit/core';
import { type IndexedScope, indexModel, lookup, type Use } from '../graph/graph-index.js';
import { DOMAIN_NAME } from '../mask-graph/local-function.js';
import { FLOAT } from '../model/element-type.js';
import type { Model } from '../model/model.js';
import type { Node } from '../model/node.js';
import type { RecordedSite } from '../surgery/listed-sites.js';
import { type FoundRecord, recordsOf } from '../surgery/record.js';
import { evalFactor } from './eval-factor.js';

/** A multiplication of one value. */
export interface Scaling {
  /** Where the value is seen: the number of its scope in the order of the model's index. */
  readonly scope: number;
  readonly value: string;
  readonly factor: number;
  /** Number of the value's element type. */
  readonly element: number;
  /** The first outputs of the nodes that take it multiplied; absent: all that take it. */
  readonly users?: readonly string[];
}

/** Follows scalings through the edits of a model, the last edit first. */
export class Scalings {
  list: readonly Scaling[] = [];

  /**
   * Takes up what the last edit of the model scales, and says all in the words of the model before that edit.
   *
   * @param model as the edit left it
   */
  readonly follow = (model: Model): void => {
    const record = recordsOf(model).at(-1);
    const entries = model.message.messages('metadata_props');
    const isLast = record && entries.slice(entries.indexOf(record.message) + 1).every((entry) => !isEdit(entry.text('key')));
    if (!isLast)
      throw new UnsupportedError(
        '[@dropkit/onnx-export] fold: the record of the last edit cannot be read, so it does not say what to scale. Use strip.',
      );
    const edit = new Edit(indexModel(model), record);
    this.list = [...this.list.map((scaling) => edit.before(scaling)), ...edit.own()];
  };
}

function isEdit(key: string): boolean {
  return key.startsWith('dropkit.edit.');
}

/** One edit in the model that it left. */
class Edit {
  private readonly visible: readonly IndexedScope[];

  constructor(
    private readonly scopes: readonly IndexedScope[],
    private readonly record: FoundRecord,
  ) {
    this.visible = scopes.filter((scope) => !this.isInside(scope));
  }

  /** What the edit's own sites scale. */
  own(): Scaling[] {
    return this.record.sites.flatMap((site) => {
      const factor = evalFactor(site);
      if (factor === 1) return [];
      const { element = FLOAT, input, output } = site;
      const scope = this.scopeOf(site);
      const users = this.isMade(output) ? this.usersOf(scope, site) : undefined;
      const value = this.nameBefore(this.isMade(output) ? input : output);
      return [{ scope: this.visible.indexOf(scope), value, factor, element, ...(users && { users }) }];
    });
  }

  /** A scaling of the edited model as one of the model before. */
  before({ scope, value, users, ...rest }: Scaling): Scaling {
    const at = this.scopes[scope]!;
    const source = this.record.sites.find(({ output }) => this.isMade(value) && output === value);
    const from = users
      ? users.flatMap((user) => (this.isOwnName(user) ? this.usersBehind(at, value) : [this.nameBefore(user)]))
      : source && this.usersOf(at, source);
    const place = { scope: this.visible.indexOf(at), value: this.nameBefore(value) };
    return { ...rest, ...place, ...(from && { users: [...new Set(from)] }) };
  }

  /** Whether the edit gave the name. */
  private isMade(name: string): boolean {
    return name.startsWith(this.record.prefix);
  }

  /** Whether a node of the edit gives this value. */
  private isOwnName(name: string): boolean {
    const { sites } = this.record;
    const isSite = sites.some(({ output, mask }) => output === name || mask === name);
    return isSite || (this.isMade(name) && !sites.some(({ input }) => input === name));
  }

  private isOwn(node: Node): boolean {
    return this.isOwnName(firstOutput(node));
  }

  /** Whether the scope came with the edit: the body of one of its nodes, or a function. */
  private isInside({ owner, parent, scope }: IndexedScope): boolean {
    if (owner) return this.isOwn(owner) || this.isInside(parent!);
    return scope.kind === 'function' && scope.message.text('domain') === DOMAIN_NAME;
  }

  private scopeOf({ scope, input, output }: RecordedSite): IndexedScope {
    const [graph] = this.scopes as [IndexedScope];
    if (scope === 'graph') return graph;
    const isSite = ({ definitions }: IndexedScope) => {
      const { node } = definitions.get(output) ?? {};
      const isNative = node?.op === 'Dropout' && node.domain === '';
      return this.isMade(input) ? definitions.has(input) : node !== undefined && !isNative;
    };
    return this.visible.find((at) => at !== graph && isSite(at)) ?? graph;
  }

  /** Who takes what the site gives, unless that is all who took its input. */
  private usersOf(scope: IndexedScope, { input, output }: RecordedSite): string[] | undefined {
    const isAll = this.usesOf(scope, input).every(({ node }) => this.isOwn(node));
    return isAll ? undefined : this.usersAt(scope, output);
  }

  /** Nodes of the model before that take a value, also through further sites. */
  private usersAt(scope: IndexedScope, name: string): string[] {
    const users = this.usesOf(scope, name).filter(({ node }) => !this.isOwn(node));
    return [...users.map(({ node }) => this.nameBefore(firstOutput(node))), ...this.usersBehind(scope, name)];
  }

  private usersBehind(scope: IndexedScope, name: string): string[] {
    const behind = this.record.sites.filter(({ input, output }) => input === name && this.isMade(output));
    return behind.flatMap(({ output }) => this.usersAt(scope, output));
  }

  private usesOf(scope: IndexedScope, name: string): readonly Use[] {
    return lookup(scope, name)?.at.uses.get(name) ?? [];
  }

  private nameBefore(name: string): string {
    const { sites } = this.record;
    if (!this.isMade(name)) return name;
    const source = sites.find(({ output }) => output === name);
    return source ? this.nameBefore(source.input) : (sites.find(({ input }) => input === name)?.output ?? name);
  }
}

/** What tells a node by name: its first output that has one. */
export function firstOutput({ outputs }: Node): string {
  return outputs.find((name) => name !== '') ?? '';
}
