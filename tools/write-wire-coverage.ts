// Writes docs/wire-coverage.md from the operations, what is left out, and the sessions that replay them.
import { writeFileSync } from 'node:fs';
import { coverageFile, coverageTable } from './wire-coverage.ts';

writeFileSync(coverageFile, coverageTable());
