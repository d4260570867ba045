import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, CommanderError, Option } from 'commander';
import { ConfigurationError, TargetError } from '../target/errors.ts';
import { addBaselineCommand } from './commands/baseline.ts';
import type { CommandLine } from './commands/command-line.ts';
import { addDiffCommand } from './commands/diff.ts';
import { addDoctorCommand } from './commands/doctor.ts';
import { addInitCommand } from './commands/init.ts';
import { addMergeCommand } from './commands/merge.ts';
import { addOracleCommands } from './commands/oracle.ts';
import { knownShard, specificationVersion, withCheckOptions, withRunOptions } from './commands/run-options.ts';
import { addScenarioCommands } from './commands/scenario.ts';
import type { FaultsOptions } from './faults/faults-command.ts';
import type { RunOptions } from './run-choice.ts';
import { processTerminal } from './terminal.ts';
import { addReportOptions } from './results/report-options.ts';
import { packageRoot } from '../package-root.ts';

const usageStatus = 2;
const cannotWorkStatus = 3;

const { version } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as { version: string };
const terminal = processTerminal();
let exitStatus = 0;

const program = new Command('touchstone')
  .description('Decides, requirement by requirement, whether a Matrix homeserver keeps the specification.')
  .version(version)
  .showHelpAfterError('See --help for all options and examples.')
  .exitOverride();

addReportOptions(withRunOptions(program.command('run')))
  .description('run the checks against a homeserver')
  .argument('[globs...]', 'ids of checks or requirements, with wildcards; all where none is given')
  .addOption(
    new Option(
      '--claim <version>',
      'hold the homeserver to this specification version instead of the newest it claims',
    ).argParser(specificationVersion),
  )
  .addOption(
    new Option('--shard <i/n>', 'only this part of the checks; touchstone merge joins the results').argParser(
      knownShard,
    ),
  )
  .option('--baseline <file>', 'YAML list of known failures: { check, roomVersions?, reason, link? }')
  .addHelpText(
    'after',
    `
Examples:
  touchstone run                                                   everything, on the embedded reference homeserver
  touchstone run --target synapse                                  everything, on the newest installed Synapse
  touchstone run 'server-server/**' --room-version 6 11 --target synapse@1.163.2
  touchstone run 'ss.pdu.*' --target synapse --program ~/src/synapse/.venv/bin/python
  touchstone run --target https://hs.example.org --config touchstone.config.json

Exit status: 0 all kept, 1 something broken, 2 usage or configuration, 3 the target or the harness could not do its work.`,
  )
  .action(async (globs: string[], options: RunOptions) => {
    const { runCommand } = await import('./run-command.ts');
    exitStatus = await runCommand(globs, options, terminal);
  });

withRunOptions(program.command('prove'))
  .description('show that the checks can fail: run each against doctored answers of a real homeserver')
  .argument('[globs...]', 'ids of checks or requirements, with wildcards; all where none is given')
  .option('--baseline <file>', 'YAML list of known failures, as for run: they cannot be proven, and are told apart')
  .action(async (globs: string[], options: RunOptions) => {
    const { proveCommand } = await import('./proof/prove-command.ts');
    exitStatus = await proveCommand(globs, options, terminal);
  });

withCheckOptions(program.command('faults'))
  .description('show that the checks can tell: run them against homeservers that break one rule each')
  .argument('[globs...]', 'ids of faults, requirements or checks, with wildcards; all faults where none is given')
  .option('--changed', 'only the faults that a change since the last commit concerns; all where CI is set')
  .option('--all-checks', 'run every check under each fault, and not just those that decide what it breaks')
  .addHelpText(
    'after',
    `
Examples:
  touchstone faults                                 every fault; what no check tells
  touchstone faults 'receipt.*'                     by fault
  touchstone faults ss.pdu.signature                by requirement
  touchstone faults 'server-server/joining/**'      by check

Exit status: 0 every fault is told by the right checks, 1 not so, 2 usage, 3 the harness could not do its work.`,
  )
  .action(async (globs: string[], options: FaultsOptions) => {
    const { faultsCommand } = await import('./faults/faults-command.ts');
    exitStatus = await faultsCommand(globs, options, terminal);
  });

program
  .command('list')
  .description('list the checks and the requirements they decide')
  .argument('[globs...]', 'ids of checks or requirements, with wildcards')
  .action(async (globs: string[]) => {
    const { listCommand } = await import('./list-command.ts');
    await listCommand(globs, terminal);
  });

const target = program.command('target').description('the homeservers that can be started');
target
  .command('install')
  .description('put a homeserver into the cache folder of this user')
  .argument('<target>', 'name, or name@version')
  .action(async (name: string) => {
    const { installTargetCommand } = await import('./targets/target-command.ts');
    await installTargetCommand(name, terminal);
  });
target
  .command('list')
  .description('list the known homeservers and the versions that are installed')
  .action(async () => {
    const { listTargetsCommand } = await import('./targets/target-command.ts');
    await listTargetsCommand(terminal);
  });

const commandLine: CommandLine = { program, terminal, exitWith: (status) => (exitStatus = status) };
addScenarioCommands(commandLine);
addOracleCommands(commandLine);
addBaselineCommand(commandLine);
addDiffCommand(commandLine);
addMergeCommand(commandLine);
addDoctorCommand(commandLine);
addInitCommand(commandLine);

try {
  await program.parseAsync();
} catch (error) {
  exitStatus = report(error);
}
process.exitCode = exitStatus;

/** One clear sentence for what a user can mend; a stack only where the harness itself is wrong. @returns the exit status */
function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : usageStatus;
  if (error instanceof ConfigurationError) {
    process.stderr.write(`touchstone: ${error.message}\n`);
    return usageStatus;
  }
  const text =
    error instanceof TargetError
      ? error.message
      : error instanceof Error
        ? (error.stack ?? error.message)
        : String(error);
  process.stderr.write(`touchstone: ${text}\n`);
  return cannotWorkStatus;
}
