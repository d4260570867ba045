import { join, resolve } from 'node:path';
import { selectChecks } from './collect.ts';
import { fullCatalogue } from './full-catalogue.ts';
import { VerdictReporter } from './reporter.ts';
import { contextOf, readyTarget, runChecks, type RunOptions } from './run-command.ts';
import { paint, type Terminal } from './terminal.ts';
import type { Verdict } from './verdict.ts';

/** What a check made of one doctored answer. */
interface Proof {
  readonly id: string;
  readonly wrong: string;
  readonly verdict: Verdict;
  readonly message: string;
}

/**
 * Shows that checks can fail: runs each against a real target whose answers are doctored on the way, once for each way
 * to be wrong that lies beside the check, and demands the verdict `fail` every time.
 *
 * @param globs ids of checks or requirements, with wildcards; empty for all
 * @returns the exit status: 0 where every doctored answer was caught and no check is without one, else 1
 * @throws ConfigurationError, TargetError
 */
export async function proveCommand(globs: readonly string[], options: RunOptions, terminal: Terminal): Promise<number> {
  const checks = await selectChecks(globs);
  await using ready = await readyTarget(options, terminal);
  const usable = options.roomVersion.filter((version) => ready.claims.roomVersions.includes(version));
  const roomVersionOf = Object.fromEntries(
    checks.flatMap(({ id, roomVersions }) => {
      const newest = roomVersions.findLast((version) => usable.includes(version));
      return newest === undefined ? [] : [[id, newest]];
    }),
  );

  const proofs: Proof[] = [];
  const broke: string[] = [];
  for (let round = 0; ; round += 1) {
    const before = proofs.length;
    const reporter = new VerdictReporter({
      catalogue: fullCatalogue,
      claim: ready.claims.specification,
      targetDiedWith: () => ready.target.diedWith(),
      listener: {
        decided({ id, verdict, failure }, { doctored }) {
          if (verdict !== 'not-applicable')
            proofs.push({ id, wrong: doctored ?? '', verdict, message: failure?.message ?? '' });
        },
        broke: (message) => broke.push(message),
      },
    });
    const resultsFolder = resolve(join(options.results, 'doctored', String(round)));
    await runChecks({
      context: contextOf(globs, options, ready, resultsFolder, { round, roomVersionOf }),
      reporter,
      options,
    });
    if (proofs.length === before || broke.length > 0) break;
  }

  for (const { id, wrong, verdict, message } of proofs.toSorted((a, b) => a.id.localeCompare(b.id))) {
    const caught = verdict === 'fail';
    const mark = caught ? paint('green', 'caught') : paint(['bold', 'red'], 'NOT CAUGHT');
    terminal.print(`${mark}  ${id}\n        ${wrong}${caught ? '' : `: the verdict was ${verdict} ${message}`}`);
  }
  const unproven = checks.filter(({ id }) => !proofs.some((proof) => proof.id === id));
  for (const { id } of unproven) terminal.print(`${paint(['bold', 'red'], 'NEVER SEEN RED')}  ${id}`);
  for (const message of broke) terminal.print(`${paint(['bold', 'red'], 'HARNESS ERROR')}  ${message}`);
  const escaped = proofs.filter(({ verdict }) => verdict !== 'fail').length;
  terminal.print(
    paint(
      'bold',
      `${proofs.length - escaped} doctored answers caught, ${escaped} not caught, ${unproven.length} checks never seen red`,
    ),
  );
  return escaped + unproven.length + broke.length === 0 ? 0 : 1;
}
