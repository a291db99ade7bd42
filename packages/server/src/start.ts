import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

// Everything else is imported after this, so that its compiled form is kept between starts.
enableCompileCache(fileURLToPath(new URL('../../../node_modules/.cache/kontor-compile', import.meta.url)));

const flags = new Set(process.argv.slice(2));
const { buildPortal } = await import('./portal-build.ts');
const { main } = await import('./main.ts');

const portalReady = buildPortal();
portalReady.catch(() => undefined);
const fail = (error: unknown): never => {
  console.error(error instanceof Error ? `Kontor cannot start: ${error.message}` : error);
  if (process.env.KONTOR_LOG_LEVEL === 'debug') console.error(error);
  process.exit(1);
};
const running = await main({ worker: !flags.has('--no-worker'), portalReady }).catch(fail);

let stopping = false;
const stop = async () => {
  if (stopping) return;
  stopping = true;
  await running.stop();
  process.exit(0);
};
process.on('SIGTERM', stop);
process.on('SIGINT', stop);
