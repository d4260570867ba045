import { join, resolve } from 'node:path';
import type { KnownFailure } from '../results/baseline.ts';
import { readBaseline } from '../results/baseline-file.ts';
import { selectChecks } from '../checks/collect.ts';
import { fullCatalogue } from '../checks/full-catalogue.ts';
import { planProofs } from './proof-plan.ts';
import { knownFailures, type Proof, reportProofs } from './proof-report.ts';
import { VerdictReporter } from '../results/reporter.ts';
import type { CheckLine } from '../results/results.ts';
import { contextOf, runChecks } from '../run-checks.ts';
import type { RunOptions } from '../run-choice.ts';
import type { DoctoredRound } from '../run-context.ts';
import { startTargets, defaultTargets, type Targets } from '../targets/targets.ts';
import { harmless, type Terminal } from '../terminal.ts';

/**
 * Shows that checks can fail: runs each against a real target whose answers are doctored on the way, once for each way
 * to be wrong that lies beside the check, and demands the verdict `fail` every time.
 *
 * A check that fails on the true answers, too, is named apart: its failures on doctored ones prove less. Where the baseline lists
 * it, nothing is tried; and what the baseline says brings the homeserver down does not run at all.
 *
 * @param globs ids of checks or requirements, with wildcards; empty for all
 * @returns the exit status: 0 where every doctored answer was caught, no check is without one and the baseline holds, else 1
 * @throws ConfigurationError, TargetError
 */
export async function proveCommand(globs: readonly string[], options: RunOptions, terminal: Terminal): Promise<number> {
  const baseline: KnownFailure[] = options.baseline === undefined ? [] : readBaseline(options.baseline);
  const checks = await selectChecks(globs);
  await using targets = await startTargets(options, options.targets ?? defaultTargets(options.target, globs), terminal);
  const usable = options.roomVersion.filter((version) => targets.claims.roomVersions.includes(version));
  const { roomVersionOf, endings } = planProofs(checks, usable, baseline);
  const broke: string[] = [];
  const runRound = proofRounds({ globs, options, targets, roomVersionOf, broke });
  const truth = (await runRound('truth', endings)).map(({ line }) => line);
  const leftOut = [...endings, ...knownFailures({ truth, baseline })];
  const proofs: Proof[] = [];
  for (let round = 0; broke.length === 0; round += 1) {
    const found = await runRound(round, leftOut);
    if (found.length === 0) break;
    terminal.status(`round ${round + 1}: ${found.length} doctored answers`);
    proofs.push(...found.map(proofOf));
  }
  const { lines, exitStatus } = reportProofs({ checks, truth, proofs, baseline, endings, broke });
  for (const line of lines) terminal.print(line);
  return exitStatus;
}

/** What a check made of what it was given. */
interface Tried {
  readonly line: CheckLine;
  /** What was wrong on purpose; null in the round of truth. */
  readonly wrong: string | null;
}

function proofOf({ line: { id, verdict, failure }, wrong }: Tried): Proof {
  return { id, wrong: wrong ?? '', verdict, message: harmless(failure?.message ?? '') };
}

interface Rounds {
  readonly globs: readonly string[];
  readonly options: RunOptions;
  readonly targets: Targets;
  readonly roomVersionOf: DoctoredRound['roomVersionOf'];
  /** Takes what broke apart from all checks. */
  readonly broke: string[];
}

/** Runs the checks once, without some of them. */
type RunRound = (round: DoctoredRound['round'], leftOut: readonly { readonly id: string }[]) => Promise<Tried[]>;

function proofRounds({ globs, options, targets, roomVersionOf, broke }: Rounds): RunRound {
  return async (round, leftOut) => {
    const tried: Tried[] = [];
    const reporter = new VerdictReporter({
      catalogue: fullCatalogue,
      claim: targets.claims.specification,
      targetDiedWith: (serverName) => targets.diedWith(serverName),
      listener: {
        decided(line, { doctored }) {
          if (line.verdict !== 'not-applicable') tried.push({ line, wrong: doctored });
        },
        broke: (message) => broke.push(message),
      },
    });
    const resultsFolder = resolve(join(options.results, 'doctored', String(round)));
    const context = {
      ...contextOf(globs, options, targets, resultsFolder, { round, roomVersionOf }),
      apart: { checks: leftOut.map(({ id }) => ({ check: id })), now: false },
    };
    await runChecks({ context, reporter, options });
    return tried;
  };
}
