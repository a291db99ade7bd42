// Writes packages/contract/src/client-routes.ts: methods and paths only, so that no schema ships to a browser.
import { writeFileSync } from 'node:fs';
import { operations } from '@kontor/contract/operations';

const rows = Object.values(operations)
  .map((operation) => `  ${operation.name}: ['${operation.method}', '${operation.path}'],`)
  .join('\n');
const text = `// Written by tools/write-client-routes.ts from operations.ts; a test compares them.
export const routes = {
${rows}
} as const;
`;
writeFileSync(new URL('../packages/contract/src/client-routes.ts', import.meta.url), text);
