// What a guide says that its examples print: a block fenced as ```text output, right behind the example.
const BLOCK = /^```(\w*)[ \t]*([^\n]*)\n([\s\S]*?)^```[ \t]*$/gm;

/**
 * The promised outputs of a guide, by the line of their example's fence.
 *
 * @throws Error for an output without an example right before it
 */
export function findOutputs(markdown: string): Map<number, string> {
  const outputs = new Map<number, string>();
  let before: { line: number; end: number } | undefined;
  for (const match of markdown.matchAll(BLOCK)) {
    const [all, language, note, text] = match;
    const line = markdown.slice(0, match.index).split('\n').length;
    if (language === 'text' && note.trim() === 'output') {
      if (!before || markdown.slice(before.end, match.index).trim() !== '') throw new Error(`line ${line}: an output of nothing`);
      outputs.set(before.line, text);
    }
    before = language === 'js' || language === 'ts' ? { line, end: match.index + all.length } : undefined;
  }
  return outputs;
}
