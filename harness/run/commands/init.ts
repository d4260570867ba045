import type { InitOptions } from '../init-command.ts';
import type { CommandLine } from './command-line.ts';

/** Adds `touchstone init`. */
export function addInitCommand({ program, terminal }: CommandLine): void {
  program
    .command('init')
    .description(
      'write a starting configuration for a homeserver that runs already, or none for an image, and examples for CI',
    )
    .argument('[folder]', 'where to', '.')
    .option('--image <name>', 'the homeserver is an image, by this name of yours, and needs no configuration')
    .option('--json', 'write the configuration in JSON instead of TypeScript')
    .option('--force', 'write over files that exist')
    .action(async (folder: string, options: InitOptions) => {
      const { initCommand } = await import('../init-command.ts');
      initCommand(folder, options, terminal);
    });
}
