// What the site needs beyond typedoc's options: packages under their own names with their READMEs, documents named by their first
// heading, and links to pages that typedoc does not write (`site:` and a path from the site's root).
import { readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Application, Converter, MinimalSourceFile, OptionDefaults, PageEvent, ReflectionKind } from 'typedoc';

/** @param {import('typedoc').Application} app */
export function load(app) {
  app.on(Application.EVENT_BOOTSTRAP_END, () => {
    // a note to the Closure compiler, which tfjs' own classes carry
    app.options.setValue('modifierTags', [...OptionDefaults.modifierTags, '@nocollapse']);
    app.options.setValue('notRenderedTags', [...OptionDefaults.notRenderedTags, '@nocollapse']);
  });
  app.converter.on(Converter.EVENT_CREATE_DECLARATION, (context, reflection) => {
    if (reflection.kindOf(ReflectionKind.Module)) describePackage(app, context, reflection);
  });
  app.converter.on(Converter.EVENT_CREATE_DOCUMENT, (_, document) => {
    const path = document.project.files.getReflectionPath(document) ?? '';
    document.frontmatter.group ??= GROUPS.find(([part]) => path.includes(part))?.[1] ?? 'Guides';
    // headings of decisions are sentences: their files have the short names
    document.name =
      document.frontmatter.group === 'Decisions' ? basename(path, '.md') : (firstHeading(document) ?? document.name);
    unlinkFolders(document.content, document.project.files);
  });
  app.converter.on(Converter.EVENT_RESOLVE_END, ({ project }) => {
    for (const reflection of Object.values(project.reflections)) dropForeignSources(reflection);
  });
  app.renderer.on(PageEvent.END, (page) => {
    const root = '../'.repeat(page.url.split('/').length - 1);
    page.contents = page.contents
      ?.replaceAll('"site:', `"${root}`)
      .replaceAll('"../"', '"../index.html"')
      .replace(SEARCH, '<script data-src="$1" id="tsd-search-script">')
      .replaceAll('<table>', '<div class="scrolls"><table>')
      .replaceAll('</table>', '</table></div>')
      .replaceAll(SUMMARY, (summary) => summary.replaceAll(ANCHOR, ''));
  });
}

/** Groups of documents that live outside of this package and so do not name theirs. */
const GROUPS = [
  ['/docs/decisions/', 'Decisions'],
  ['/docs/spec.md', 'Specification'],
];

/**
 * Names the module of an entry point after its package and shows the package's README on its page.
 *
 * @param {import('typedoc').Application} app
 * @param {import('typedoc').Context} context
 * @param {import('typedoc').DeclarationReflection} module
 */
function describePackage(app, context, module) {
  const source = context.getSymbolFromReflection(module)?.declarations?.[0].getSourceFile().fileName;
  if (!source) throw new Error(`the module ${module.name} has no source file`);
  const folder = join(dirname(source), '..');
  module.name = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).name;
  const path = /** @type {import('typedoc').NormalizedPath} */ (join(folder, 'README.md').replaceAll('\\', '/'));
  const text = readFileSync(path, 'utf8').replace(HEADING, ''); // the page has a heading of its own
  const { files } = context.project;
  module.readme = app.converter.parseRawComment(new MinimalSourceFile(text, path), files).content;
  unlinkFolders(module.readme, files);
}

/**
 * What is inherited from other people's code has its source there.
 *
 * @param {import('typedoc').Reflection} reflection
 */
function dropForeignSources(reflection) {
  if (!reflection.isDeclaration() && !reflection.isSignature()) return;
  reflection.sources = reflection.sources?.filter(({ fullFileName }) => !fullFileName.includes('/node_modules/'));
  if (reflection.sources?.length === 0) delete reflection.sources;
}

/**
 * Documents of the repository also point to folders, which are no pages: the text of such a link stays.
 *
 * @param {import('typedoc').CommentDisplayPart[]} content
 * @param {import('typedoc').FileRegistry} files
 */
function unlinkFolders(content, files) {
  for (const [i, part] of content.entries()) {
    if (part.kind !== 'relative-link' || part.target === undefined) continue;
    const path = files.resolvePath(part.target);
    if (!path || !statSync(path, { throwIfNoEntry: false })?.isDirectory()) continue;
    content[i - 1].text = content[i - 1].text.replace(/\[([^\]]*)\]\($/, '$1');
    content[i + 1].text = content[i + 1].text.replace(/^\)/, '');
    content[i] = { kind: 'text', text: '' };
  }
}

/** @param {import('typedoc').DocumentReflection} document */
function firstHeading({ content }) {
  return HEADING.exec(content.map(({ text }) => text).join(''))?.[1];
}

// a link inside of what opens a section is out of reach for screen readers
const SUMMARY = /<summary[\s\S]*?<\/summary>/g;
const ANCHOR = /<a [^>]*class="tsd-anchor-icon"[\s\S]*?<\/a>/g;

// half of a first visit would be the search index: site.js asks for it when somebody is about to search
const SEARCH = /<script async src="([^"]*)" id="tsd-search-script">/;

const HEADING = /^# (.+)\n/m;
