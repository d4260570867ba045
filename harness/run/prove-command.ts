import { join, resolve } from 'node:path';
import { type CollectedCheck, selectChecks } from './collect.ts';
import { fullCatalogue } from './full-catalogue.ts';
import { VerdictReporter } from './reporter.ts';
import { contextOf, runChecks, type RunOptions } from './run-command.ts';
import type { DoctoredRound } from './run-context.ts';
import { startTargets, defaultTargets, type Targets } from './targets.ts';
import { paint, type Terminal } from './terminal.ts';
import type { Verdict } from './verdict.ts';

/** What a check made of one doctored answer, or of the true ones. */
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
 * A check that fails on the true answers, too, is named apart: its failures on doctored ones prove less.
 *
 * @param globs ids of checks or requirements, with wildcards; empty for all
 * @returns the exit status: 0 where every doctored answer was caught and no check is without one, else 1
 * @throws ConfigurationError, TargetError
 */
export async function proveCommand(globs: readonly string[], options: RunOptions, terminal: Terminal): Promise<number> {
  const checks = await selectChecks(globs);
  await using targets = await startTargets(options, options.targets ?? defaultTargets(options.target, globs), terminal);
  const broke: string[] = [];
  const runRound = proofRounds({
    globs,
    options,
    targets,
    roomVersionOf: newestVersions(checks, options, targets),
    broke,
  });
  const truth = await runRound('truth');
  const proofs: Proof[] = [];
  for (let round = 0; broke.length === 0; round += 1) {
    const found = await runRound(round);
    if (found.length === 0) break;
    terminal.status(`round ${round + 1}: ${found.length} doctored answers`);
    proofs.push(...found);
  }
  return tell({ checks, truth, proofs, broke }, terminal);
}

/** One room version for each check: the newest that the user, the check and the target have in common. */
function newestVersions(
  checks: readonly CollectedCheck[],
  { roomVersion }: RunOptions,
  { claims }: Targets,
): DoctoredRound['roomVersionOf'] {
  const usable = roomVersion.filter((version) => claims.roomVersions.includes(version));
  const pairs = checks.map(
    ({ id, roomVersions }) => [id, roomVersions.findLast((version) => usable.includes(version))] as const,
  );
  return Object.fromEntries(pairs.filter((pair): pair is [string, (typeof usable)[number]] => pair[1] !== undefined));
}

interface Rounds {
  readonly globs: readonly string[];
  readonly options: RunOptions;
  readonly targets: Targets;
  readonly roomVersionOf: DoctoredRound['roomVersionOf'];
  /** Takes what broke apart from all checks. */
  readonly broke: string[];
}

function proofRounds({
  globs,
  options,
  targets,
  roomVersionOf,
  broke,
}: Rounds): (round: DoctoredRound['round']) => Promise<Proof[]> {
  return async (round) => {
    const proofs: Proof[] = [];
    const reporter = new VerdictReporter({
      catalogue: fullCatalogue,
      claim: targets.claims.specification,
      targetDiedWith: (serverName) => targets.diedWith(serverName),
      listener: {
        decided({ id, verdict, failure }, { doctored }) {
          if (verdict === 'not-applicable') return;
          proofs.push({ id, wrong: doctored ?? '', verdict, message: failure?.message ?? '' });
        },
        broke: (message) => broke.push(message),
      },
    });
    const resultsFolder = resolve(join(options.results, 'doctored', String(round)));
    const context = contextOf(globs, options, targets, resultsFolder, { round, roomVersionOf });
    await runChecks({ context, reporter, options });
    return proofs;
  };
}

interface Findings {
  readonly checks: readonly CollectedCheck[];
  readonly truth: readonly Proof[];
  readonly proofs: readonly Proof[];
  readonly broke: readonly string[];
}

function alarm(text: string): string {
  return paint(['bold', 'red'], text);
}

/** Prints what was found. @returns the exit status */
function tell({ checks, truth, proofs, broke }: Findings, terminal: Terminal): number {
  for (const [id, ofCheck] of [...Map.groupBy(proofs, (proof) => proof.id)].toSorted(([a], [b]) =>
    a.localeCompare(b),
  )) {
    const escaped = ofCheck.filter(({ verdict }) => verdict !== 'fail');
    const count = `${ofCheck.length - escaped.length} of ${ofCheck.length} doctored answers caught`;
    terminal.print(`${escaped.length === 0 ? paint('green', '✓') : paint('red', '✗')} ${id}: ${count}`);
    for (const { wrong, verdict, message } of escaped)
      terminal.print(`    ${alarm('NOT CAUGHT')}  ${wrong}: ${verdict} ${message}`);
  }
  const red = truth.filter(({ verdict }) => verdict !== 'pass');
  const unproven = checks.filter(
    ({ id }) => truth.some((each) => each.id === id) && !proofs.some((proof) => proof.id === id),
  );
  for (const { id, verdict } of red) terminal.print(`${paint('yellow', 'red without a doctor')}  ${id}: ${verdict}`);
  for (const { id } of unproven) terminal.print(`${alarm('NEVER SEEN RED')}  ${id}`);
  for (const message of broke) terminal.print(`${alarm('HARNESS ERROR')}  ${message}`);
  const escaped = proofs.filter(({ verdict }) => verdict !== 'fail').length;
  const counts = [
    `${proofs.length - escaped} doctored answers caught`,
    `${escaped} not caught`,
    `${unproven.length} checks never seen red`,
    `${red.length} red on the true answers, too`,
  ];
  terminal.print(paint('bold', counts.join(', ')));
  return escaped + unproven.length + broke.length === 0 ? 0 : 1;
}
