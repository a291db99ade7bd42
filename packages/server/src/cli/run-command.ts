import { parseArgs } from 'node:util';
import { InvariantError } from '@kontor/domain/invariant';
import { type Config, ConfigError } from '../config.ts';
import { sweepArtifactsCommand } from './artifact-commands.ts';
import { eraseCommand } from './audit-erase-command.ts';
import { exportAuditCommand } from './audit-export.ts';
import { auditCheckpointCommand, checkLogCommand, rotateActivityKeyCommand } from './audit-log-commands.ts';
import { verifyAudit } from './audit-verify.ts';
import { reconcileCommand, runBillingCommand } from './billing-commands.ts';
import {
  type Deed,
  importArtifactCommand,
  importKeysCommand,
  importPriceSheetCommand,
  importProductsCommand,
  type Options,
} from './import-commands.ts';
import { listPoolsCommand, setPoolCommand, withdrawKeysCommand } from './key-pool-commands.ts';
import { listKeysCommand, rewrapKeysCommand, rotateKeysCommand } from './keys-commands.ts';
import { testMailCommand } from './mail-commands.ts';
import { openKontor } from './open-kontor.ts';
import { exportPriceSheetCommand, seedDemoCommand } from './other-commands.ts';
import {
  createSandboxCommand,
  deleteSandboxCommand,
  listSandboxesCommand,
  moveClockCommand,
} from './sandbox-commands.ts';
import { exitCodes, InputRefused, UsageError, usage } from './usage.ts';

type Command = {
  readonly options: readonly string[];
  /** Options without a value. */
  readonly flags?: readonly string[];
} & (
  | { readonly read: (operand: string, options: Options, config: Config) => Deed }
  | { readonly readAlone: (options: Options, flags: ReadonlySet<string>, config: Config) => Deed }
);

const skuOptions = ['product', 'sku', 'version'];

const commands: Readonly<Record<string, Command>> = {
  'import price-sheet': { options: ['view'], read: importPriceSheetCommand },
  'import products': { options: [], read: importProductsCommand },
  'import keys': { options: skuOptions, read: importKeysCommand },
  'import artifact': {
    options: [...skuOptions, 'language', 'bitness', 'file-name', 'sha256'],
    read: importArtifactCommand,
  },
  'artifacts sweep': { options: ['retention-days'], readAlone: sweepArtifactsCommand },
  'export price-sheet': { options: ['out'], read: exportPriceSheetCommand },
  'billing run': { options: ['period', 'partner'], readAlone: runBillingCommand },
  'billing reconcile': { options: ['period', 'partner'], readAlone: reconcileCommand },
  'keys rotate': { options: [], flags: ['lookup'], readAlone: rotateKeysCommand },
  'keys rewrap': {
    options: ['new-master-key-file', 'new-key-service-url'],
    flags: ['confirm', 'abandon'],
    readAlone: rewrapKeysCommand,
  },
  'keys list': { options: [], readAlone: listKeysCommand },
  'pools list': { options: [], flags: ['low'], readAlone: listPoolsCommand },
  'pools set': {
    options: [
      ...skuOptions,
      'source',
      'format',
      'template',
      'check',
      'groups',
      'rule',
      'keys',
      'activations',
      'threshold',
    ],
    readAlone: setPoolCommand,
  },
  'pools withdraw': { options: skuOptions, read: withdrawKeysCommand },
  'mail test': { options: [], read: testMailCommand },
  'audit checkpoint': { options: ['partner', 'size'], readAlone: auditCheckpointCommand },
  'audit export': { options: ['partner', 'from', 'to', 'out'], readAlone: exportAuditCommand },
  'audit rotate-key': { options: [], readAlone: rotateActivityKeyCommand },
  'audit erase': { options: ['reason'], read: eraseCommand },
  'audit check': { options: ['partner'], readAlone: checkLogCommand },
  'sandbox create': { options: ['partner', 'name'], flags: ['seed'], readAlone: createSandboxCommand },
  'sandbox list': { options: ['partner'], readAlone: listSandboxesCommand },
  'sandbox delete': { options: [], read: deleteSandboxCommand },
  'sandbox clock': { options: ['advance', 'to'], read: moveClockCommand },
};

export type Output = { readonly out: (text: string) => void; readonly err: (text: string) => void };

/** Runs one command line and answers its exit code; every failure is a message, never a trace. */
export async function runCommand(
  words: readonly string[],
  readConfig: () => Config,
  { out, err }: Output,
): Promise<number> {
  if (words.length === 0 || words.includes('--help') || words[0] === 'help') {
    out(usage);
    return words.length === 0 ? exitCodes.usage : exitCodes.done;
  }
  try {
    const [verb, noun, ...rest] = words;
    // Whoever verifies an export has neither the installation's database nor its configuration.
    if (verb === 'audit' && noun === 'verify') {
      verifyAudit(rest, { out });
      return exitCodes.done;
    }
    const config = readConfig();
    const deed = readDeed(words, config);
    const kontor = await openKontor(config);
    const answer = await deed(kontor).finally(kontor.close);
    if (answer !== '') out(`${answer}\n`);
    return exitCodes.done;
  } catch (error) {
    return explain(error, err);
  }
}

/** Understands the whole command before anything is opened. @throws UsageError */
function readDeed(words: readonly string[], config: Config): Deed {
  const [verb = '', noun = '', ...rest] = words;
  const name = `${verb} ${noun}`.trim();
  if (name === 'seed demo' && rest.length === 0) return seedDemoCommand(config);
  const command = commands[name];
  if (command === undefined) throw new UsageError(`There is no command "${name}".`);
  const { values, flags, positionals } = parseWords(rest, command);
  if ('readAlone' in command) {
    if (positionals.length > 0) throw new UsageError(`"kontor ${name}" takes options only.`);
    return command.readAlone(values, flags, config);
  }
  const [operand, ...others] = positionals;
  if (operand === undefined) throw new UsageError(`"kontor ${name}" needs what it is to work on.`);
  if (others.length > 0)
    throw new UsageError(`"kontor ${name}" takes one file, version or id, not ${positionals.length}.`);
  return command.read(operand, values, config);
}

function parseWords(words: readonly string[], { options: names, flags: switches = [] }: Command) {
  const options = Object.fromEntries([
    ...names.map((name) => [name, { type: 'string' as const }] as const),
    ...switches.map((name) => [name, { type: 'boolean' as const }] as const),
  ]);
  try {
    const parsed = parseArgs({ args: [...words], options, allowPositionals: true });
    const values: Readonly<Record<string, unknown>> = parsed.values;
    const texts = Object.entries(values).filter(
      (pair): pair is [string, string] => typeof pair[1] === 'string',
    );
    const flags = new Set(switches.filter((name) => values[name] === true));
    return { values: Object.fromEntries(texts), flags, positionals: parsed.positionals };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function explain(error: unknown, err: (text: string) => void): number {
  if (error instanceof UsageError) {
    err(`${error.message}\n\n${usage}`);
    return exitCodes.usage;
  }
  if (error instanceof InputRefused) {
    err([error.message, ...error.lines].map((line) => `${line}\n`).join(''));
    return exitCodes.refused;
  }
  if (error instanceof InvariantError) throw error;
  err(`${error instanceof Error ? error.message : String(error)}\n`);
  return error instanceof ConfigError ? exitCodes.usage : exitCodes.unavailable;
}
