// The README reader itself.
import { expect, test } from 'vitest';
import { findExamples, toModule } from '../src/examples.js';

const FENCE = '```';

test('finds js and ts blocks with the line of their fence', () => {
  const text = `# Title\n\n${FENCE}js\nlet a = 1;\n${FENCE}\ntext\n${FENCE}ts\nlet b: number;\n${FENCE}\n`;
  expect(findExamples(text)).toEqual([
    { line: 3, language: 'js', code: 'let a = 1;\n' },
    { line: 7, language: 'ts', code: 'let b: number;\n' },
  ]);
});

test('leaves shell blocks, plain blocks and no-run blocks alone', () => {
  const text = `${FENCE}sh\nnpm start\n${FENCE}\n${FENCE}\nplain\n${FENCE}\n${FENCE}ts no-run\nlet a;\n${FENCE}\n`;
  expect(findExamples(text)).toEqual([]);
});

test('any other note on the fence does not stop a block from running', () => {
  expect(findExamples(`${FENCE}js title="x"\nlet a;\n${FENCE}\n`)).toHaveLength(1);
});

test('removes the types of ts', () => {
  expect(toModule({ line: 1, language: 'ts', code: 'export const a: number = 1;\n' })).toBe('export const a = 1;\n');
});
