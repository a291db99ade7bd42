// Unpacks the browser into TMPDIR, the only place its package knows; a process of its own keeps that to itself.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inflate } from '@sparticuz/chromium';

const entry = fileURLToPath(import.meta.resolve('@sparticuz/chromium'));
const archives = join(dirname(dirname(entry)), 'bin');
for (const name of ['chromium.br', 'fonts.tar.br', 'al2023.tar.br']) await inflate(join(archives, name));
