/** The content of each vector file, by name. */
export const files: Record<string, { what: string; provenance: string; cases: unknown[] }>;
/** The text of one file. */
export function render(content: { cases: unknown[] }): string;
