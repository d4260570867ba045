import type { CommandLine } from './command-line.ts';

/** Adds `touchstone doctor`. */
export function addDoctorCommand({ program, terminal, exitWith }: CommandLine): void {
  program
    .command('doctor')
    .description('say what this machine can run, and what to do about what is missing')
    .addHelpText('after', '\nExit status: 0 where the embedded homeserver works, 1 where it does not.')
    .action(async () => {
      const { doctorCommand } = await import('../doctor-command.ts');
      exitWith(await doctorCommand(terminal));
    });
}
