import { resolve } from 'node:path';
import { type RoomVersion } from '../protocol/room-versions.ts';
import { isUrl, startTarget } from '../target/start-target.ts';
import type { Target } from '../target/target.ts';
import { createCertificateAuthority } from '../wire/certificate-authority.ts';
import { type KnownFailure, readBaseline } from './baseline.ts';
import { selectChecks } from './collect.ts';
import { fullCatalogue } from './full-catalogue.ts';
import { type Incident, writeHomeserverLogs } from './homeserver-log.ts';
import { onInterruption } from './interruption.ts';
import { type Claims, probe } from './probe.ts';
import { Progress } from './progress.ts';
import { VerdictReporter } from './reporter.ts';
import { type CheckLine, ResultsFile } from './results.ts';
import type { RunContext } from './run-context.ts';
import { summaryText } from './summary.ts';
import { countVerdicts, exitStatusOf } from './tally.ts';
import type { Terminal } from './terminal.ts';
import { installIfMissing } from './target-command.ts';
import { createCheckRunner } from './vitest-runner.ts';

/** What a user can choose for a run. */
export interface RunOptions {
  readonly target: string;
  /** Install the homeserver first where it is missing. */
  readonly install?: boolean;
  readonly program?: string;
  readonly config?: string;
  readonly roomVersion: readonly RoomVersion[];
  readonly claim?: string;
  readonly baseline?: string;
  readonly timeoutFactor: number;
  readonly jobs: number;
  readonly seed: number;
  readonly results: string;
}

/** A target that runs and has said what it claims. */
export interface ReadyTarget extends AsyncDisposable {
  readonly target: Target;
  readonly claims: Claims;
}

/** Starts the target that the options name and asks what it claims. @throws ConfigurationError, TargetError */
export async function readyTarget(options: RunOptions, terminal: Terminal): Promise<ReadyTarget> {
  if (options.install && options.program === undefined && !isUrl(options.target))
    await installIfMissing(options.target, terminal);
  const certificateAuthority = await createCertificateAuthority();
  const target = await startTarget({
    target: options.target,
    ...(options.program !== undefined && { program: options.program }),
    ...(options.config !== undefined && { configurationFile: options.config }),
    timeoutFactor: options.timeoutFactor,
    certificateAuthority,
    onProgress: (text) => terminal.status(text),
  });
  const dispose = async (): Promise<void> => target[Symbol.asyncDispose]();
  const interruption = onInterruption(dispose);
  const close = async (): Promise<void> => {
    interruption[Symbol.dispose]();
    await dispose();
  };
  try {
    return { target, claims: await probe(target, options.timeoutFactor), [Symbol.asyncDispose]: close };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * Runs the checks that the globs select against a target, and reports.
 *
 * @param globs ids of checks or requirements, with wildcards; empty for all
 * @returns the exit status: 0, 1 or 3
 * @throws ConfigurationError, TargetError
 */
export async function runCommand(globs: readonly string[], options: RunOptions, terminal: Terminal): Promise<number> {
  const started = performance.now();
  const baseline: KnownFailure[] = options.baseline === undefined ? [] : readBaseline(options.baseline);
  if (globs.length > 0) await selectChecks(globs);
  await using ready = await readyTarget(options, terminal);
  const { target, claims } = ready;
  const claim = options.claim ?? claims.specification;
  const resultsFolder = resolve(options.results);
  const results = new ResultsFile(resultsFolder);
  const { name, version } = target.connection;
  results.write({
    kind: 'run',
    target: name,
    version,
    specification: claim,
    seed: options.seed,
    options: { ...options, globs },
  });
  terminal.print(
    `${name} ${version ?? ''} claims ${claims.specification} and room versions ${claims.roomVersions.join(', ')}`,
  );

  const lines: CheckLine[] = [];
  const brokeApart: string[] = [];
  const incidents: Incident[] = [];
  const progress = new Progress(terminal, baseline);
  const keep = (line: CheckLine): void => {
    lines.push(line);
    results.write(line);
  };
  const reporter = new VerdictReporter({
    catalogue: fullCatalogue,
    claim,
    targetDiedWith: () => target.diedWith(),
    listener: {
      decided(line, { window }) {
        keep(line);
        progress.decided(line);
        if (line.verdict !== 'pass' && line.verdict !== 'not-applicable') incidents.push({ line, window });
      },
      broke: (message) => brokeApart.push(message),
    },
  });
  await runChecks({ context: contextOf(globs, options, ready, resultsFolder), reporter, options });
  const complete = globs.length === 0 && options.roomVersion.length === claims.roomVersions.length;
  reporter.ledger.lines().forEach(keep);
  await writeHomeserverLogs(target, resultsFolder, incidents);

  const exitStatus = exitStatusOf(lines, { baseline, complete, brokeApart });
  const wallSeconds = (performance.now() - started) / 1000;
  const targetCpuSeconds = target.cpuSeconds();
  results.write({ kind: 'summary', counts: countVerdicts(lines), wallSeconds, targetCpuSeconds, exitStatus });
  terminal.print(
    summaryText({
      lines,
      baseline,
      complete,
      brokeApart,
      catalogue: fullCatalogue,
      resultsFolder,
      wallSeconds,
      targetCpuSeconds,
      repeatOptions: repeatOptions(options),
      resultsFile: results.path,
    }),
  );
  return exitStatus;
}

/** What the workers are told. */
export function contextOf(
  globs: readonly string[],
  options: RunOptions,
  { target, claims }: ReadyTarget,
  resultsFolder: string,
  doctored: RunContext['doctored'] = null,
): RunContext {
  return {
    connection: target.connection,
    targetRoomVersions: claims.roomVersions,
    roomVersions: options.roomVersion,
    globs,
    timeoutFactor: options.timeoutFactor,
    resultsFolder,
    doctored,
  };
}

/** Runs the checks once. */
export async function runChecks({
  context,
  reporter,
  options,
}: {
  context: RunContext;
  reporter: VerdictReporter;
  options: Pick<RunOptions, 'jobs' | 'seed'>;
}): Promise<void> {
  const vitest = await createCheckRunner({ context, reporter, jobs: options.jobs, seed: options.seed });
  try {
    await vitest.start();
  } finally {
    await vitest.close();
  }
}

function repeatOptions({ target, program, config }: RunOptions): string {
  return [
    `--target ${target}`,
    ...(program === undefined ? [] : [`--program ${program}`]),
    ...(config === undefined ? [] : [`--config ${config}`]),
  ].join(' ');
}
