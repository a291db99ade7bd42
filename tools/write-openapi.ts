// Writes what is generated from the operations and permissions for reading: docs/openapi.json and docs/access.md.
import { writeFileSync } from 'node:fs';
import { accessTable } from '@kontor/server/api-docs/access-in-words';
import { openApiText } from '@kontor/server/api-docs/openapi-document';

writeFileSync(new URL('../docs/openapi.json', import.meta.url), openApiText());
writeFileSync(new URL('../docs/access.md', import.meta.url), accessTable());
