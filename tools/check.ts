// Everything that can be known without a database, in seconds: types, format, lint, the arrows and the unit tests.
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkBoundaries, type Manifests } from './check-boundaries.ts';
import { checkClientRoutes } from './check-client-routes.ts';
import { checkCycles } from './check-cycles.ts';
import { checkSql } from './check-sql.ts';
import { checkClasses, checkFileNames, checkWords } from './check-words.ts';
import { readSources } from './source-tree.ts';
import { formatViolation, type Violation } from './violation.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** '' when all is well, otherwise what to show. */
type Step = { readonly name: string; readonly run: () => Promise<string> };

const program = (path: string) => join(root, 'node_modules', path);

/** Runs a program of node_modules; its output is shown when it fails. */
function command(name: string, words: readonly string[]): Step {
  const run = () =>
    new Promise<string>((resolve) => {
      const child = spawn(process.execPath, words, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
      let output = '';
      child.stdout.on('data', (bytes) => (output += bytes));
      child.stderr.on('data', (bytes) => (output += bytes));
      child.once('error', (error) => resolve(String(error)));
      child.once('exit', (code) => resolve(code === 0 ? '' : output || `ended with ${code}`));
    });
  return { name, run };
}

function rule(name: string, find: () => readonly Violation[]): Step {
  return { name, run: async () => find().map(formatViolation).join('\n') };
}

function types(project: string): Step {
  return command(`types ${project}`, [program('typescript/bin/tsc'), '--noEmit', '-p', join(root, project)]);
}

function manifests(): Manifests {
  const dependencies = (path: string): string[] => {
    const json = JSON.parse(readFileSync(join(root, path, 'package.json'), 'utf8'));
    const kinds = [json.dependencies, json.optionalDependencies, json.devDependencies];
    return kinds.flatMap((kind) => Object.keys(kind ?? {}));
  };
  const folders = readdirSync(join(root, 'packages'));
  const ofPackages = folders.map((name) => [name, dependencies(join('packages', name))] as const);
  return { ...Object.fromEntries(ofPackages), root: dependencies('.') };
}

function steps(withUnit: boolean): Step[] {
  const files = readSources(root, ['packages']);
  const vitest = program('vitest/vitest.mjs');
  const biome = program('@biomejs/biome/bin/biome');
  // The longest first, so that both workers are busy until the end.
  return [
    ...(withUnit ? [command('unit tests', [vitest, 'run', '--project', 'unit', '--reporter=dot'])] : []),
    ...['portal', 'server'].map((name) => types(`packages/${name}`)),
    types('tsconfig.tests.json'),
    ...['contract', 'domain', 'wire'].map((name) => types(`packages/${name}`)),
    command('format and lint', [biome, 'check', '--error-on-warnings', '--max-diagnostics=50', '.']),
    rule('boundaries', () => checkBoundaries(files, manifests())),
    rule('cycles', () => checkCycles(files)),
    rule('words (pure domain, JSON schemas, plain modules)', () => [
      ...checkWords(files),
      ...checkClasses(files),
      ...checkFileNames(files),
    ]),
    rule('SQL in stores', () => checkSql(files)),
    rule('client routes', () => checkClientRoutes(root)),
  ];
}

async function runStep({ name, run }: Step): Promise<boolean> {
  const startedAt = performance.now();
  const problem = await run().catch((error: unknown) => (error instanceof Error ? error.stack : error));
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1).padStart(5);
  console.log(`${problem === '' ? 'ok    ' : 'FAILED'} ${seconds} s  ${name}`);
  if (problem !== '') console.log(`\n${problem}\n`);
  return problem === '';
}

// Two at a time: more only makes each of them slower on a small machine.
async function runAll(all: readonly Step[]): Promise<number> {
  const waiting = [...all];
  let failed = 0;
  const worker = async () => {
    for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
      if (!(await runStep(step))) failed += 1;
    }
  };
  await Promise.all([worker(), worker()]);
  return failed;
}

const all = steps(!process.argv.includes('--without-unit'));
const startedAt = performance.now();
const failed = await runAll(all);
const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
console.log(`${all.length - failed} of ${all.length} checks passed in ${seconds} s`);
process.exitCode = failed === 0 ? 0 : 1;
