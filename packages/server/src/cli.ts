import { runCommand } from './cli/run-command.ts';
import { configFrom } from './config.ts';

process.exitCode = await runCommand(process.argv.slice(2), () => configFrom(process.env), {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
});
