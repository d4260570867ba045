import { selectChecks } from './checks/collect.ts';
import { fullCatalogue } from './checks/full-catalogue.ts';
import { requirementOf } from './results/ledger.ts';
import { paint, type Terminal } from './terminal.ts';

/**
 * Prints the checks that the globs select, each with its room versions and requirements.
 *
 * @throws ConfigurationError for a glob that matches nothing
 */
export async function listCommand(globs: readonly string[], terminal: Terminal): Promise<void> {
  const checks = await selectChecks(globs);
  for (const { id, roomVersions, requirements } of checks) {
    terminal.print(
      paint('bold', id) + (roomVersions.length > 0 ? paint('dim', `   room versions ${roomVersions.join(', ')}`) : ''),
    );
    for (const requirement of requirements) {
      const { level, since, text } = requirementOf(fullCatalogue, requirement);
      terminal.print(`    ${requirement} (${level}, since ${since}): ${text}`);
    }
  }
  terminal.print(`${checks.length} checks`);
}
