// Finds the examples of a README: fenced js and ts blocks. All of them are meant to run; a block that cannot (it needs a page,
// say) is fenced as ```ts no-run.
import ts from 'typescript';

/** A fenced code block that is a program. */
export interface Example {
  /** Line of the opening fence, from 1. */
  line: number;
  language: 'js' | 'ts';
  code: string;
}

const FENCE = /^(?:`{3,})(\w*)[ \t]*([^\n]*)\n([\s\S]*?)^`{3,}[ \t]*$/gm;

/** The runnable examples of a Markdown text, in order. */
export function findExamples(markdown: string): Example[] {
  return [...markdown.matchAll(FENCE)].flatMap((match) => {
    const [, language, note = '', code = ''] = match;
    if ((language !== 'js' && language !== 'ts') || note.trim() === 'no-run') return [];
    return [{ line: markdown.slice(0, match.index).split('\n').length, language, code }];
  });
}

/** The example as a JavaScript module. */
export function toModule({ language, code }: Example): string {
  if (language === 'js') return code;
  return ts.transpileModule(code, { compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext } })
    .outputText;
}
