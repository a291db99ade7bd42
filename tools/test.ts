// Everything a fresh machine needs to prove itself: the checks, then every test. The last line is the verdict.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Summary, summaryVariable } from './summary-reporter.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const check = join(root, 'tools/check.ts');
const vitest = join(root, 'node_modules/vitest/vitest.mjs');
const reporter = join(root, 'tools/summary-reporter.ts');
const broken: Summary = { passed: 0, failed: 1, notRun: 0 };

/** The exit code of a Node program; 1 when it could not be started or was killed. */
function run(words: readonly string[], environment: Record<string, string> = {}): Promise<number> {
  const env = { ...process.env, ...environment };
  const child = spawn(process.execPath, words, { cwd: root, stdio: 'inherit', env });
  return new Promise((resolve) => {
    child.once('error', () => resolve(1));
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

async function runChecks(): Promise<Summary> {
  if (!existsSync(check)) return { passed: 0, failed: 0, notRun: 0 };
  const code = await run([check, '--without-unit']);
  return code === 0 ? { passed: 1, failed: 0, notRun: 0 } : broken;
}

async function runTests(): Promise<Summary> {
  const folder = await mkdtemp(join(tmpdir(), 'kontor-summary-'));
  try {
    const path = join(folder, 'summary.json');
    const words = [vitest, 'run', '--reporter=default', `--reporter=${reporter}`, ...process.argv.slice(2)];
    const code = await run(words, { [summaryVariable]: path });
    // Without counts the run broke down before its end, whatever it printed.
    const summary = await readFile(path, 'utf8')
      .then((text): Summary => JSON.parse(text))
      .catch(() => broken);
    const silentFailure = code !== 0 && summary.failed === 0;
    return silentFailure ? { ...summary, failed: 1 } : summary;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const parts = [await runChecks(), await runTests()];
const total = (key: keyof Summary) => parts.reduce((sum, part) => sum + part[key], 0);
if (total('notRun') > 0) console.log(`${total('notRun')} not run`);
process.exitCode = total('failed') === 0 && (parts[1]?.passed ?? 0) > 0 ? 0 : 1;
console.log(`${total('passed')} passed, ${total('failed')} failed`);
