// What the site needs beyond typedoc's options: packages under their own names with their READMEs, documents named by their first
// heading, and links to pages that typedoc does not write (`site:` and a path from the site's root).
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
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
    document.name = firstHeading(document) ?? document.name;
  });
  app.converter.on(Converter.EVENT_RESOLVE_END, ({ project }) => {
    for (const reflection of Object.values(project.reflections)) dropForeignSources(reflection);
  });
  app.renderer.on(PageEvent.END, (page) => {
    const root = '../'.repeat(page.url.split('/').length - 1);
    page.contents = page.contents
      ?.replaceAll('"site:', `"${root}`)
      .replaceAll('"../"', '"../index.html"')
      .replaceAll(SUMMARY, (summary) => summary.replaceAll(ANCHOR, ''));
  });
}

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
  module.readme = app.converter.parseRawComment(new MinimalSourceFile(text, path), context.project.files).content;
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

/** @param {import('typedoc').DocumentReflection} document */
function firstHeading({ content }) {
  return HEADING.exec(content.map(({ text }) => text).join(''))?.[1];
}

// a link inside of what opens a section is out of reach for screen readers
const SUMMARY = /<summary[\s\S]*?<\/summary>/g;
const ANCHOR = /<a [^>]*class="tsd-anchor-icon"[\s\S]*?<\/a>/g;

const HEADING = /^# (.+)\n/m;
