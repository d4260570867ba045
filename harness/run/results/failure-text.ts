import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isBuilt } from '../../package-root.ts';
import { explanationMark, graphFilesOf } from '../checks/graph-files.ts';
import { homeserverLogOf } from '../targets/homeserver-log.ts';
import { requirementOf } from './ledger.ts';
import { type Catalogue, specificationUrl } from '../checks/requirement.ts';
import { type CheckLine, isOfWholeRun } from './results.ts';
import type { Standing } from './tally.ts';
import { harmless, paint } from '../terminal.ts';

/** One check that did not pass, in all room versions in which it did not. */
export interface FailureGroup {
  readonly standing: Standing;
  readonly lines: readonly [CheckLine, ...CheckLine[]];
}

/** What a reader needs besides the lines. */
export interface FailureContext extends RepeatContext {
  readonly catalogue: Catalogue;
  readonly resultsFolder: string;
}

/** What a command that repeats a check consists of, besides the check. */
interface RepeatContext {
  /** The options that repeat the run on the same target. */
  readonly repeatOptions: string;
  /** Where the run was about a scenario of the user's own. */
  readonly scenarioFile?: string | undefined;
}

const evidenceCharacters = 1500;
const wireLines = 9;
/** A room of a scenario has fewer events; a longer one is better looked at as a picture. */
const graphLines = 40;
/** A header field in the wire log: of little interest on a screen. */
const header = /^[<>] [A-Za-z-]+: /;

/** A failure as text: the rule, what was expected, what came, the end of the wire log, and how to run it again. */
export function failureText({ standing, lines }: FailureGroup, context: FailureContext): string {
  const [line] = lines;
  const versions = lines.map(({ roomVersion }) => roomVersion).filter((version) => version !== null);
  const title = `${paint(['bold', 'red'], standing.toUpperCase())}  ${paint('bold', line.id)}${versions.length > 0 ? `   room version${versions.length > 1 ? 's' : ''} ${versions.join(', ')}` : ''}`;
  const { failure } = line;
  return [
    title,
    ...line.requirements.flatMap(({ id, level, since }) => {
      const requirement = requirementOf(context.catalogue, id);
      return [
        row('requirement', `${requirement.text} (${level}, since ${since})`),
        row('', paint('dim', `${id}   ${specificationUrl}${requirement.anchor}`)),
      ];
    }),
    row(line.verdict, harmless(failure?.message ?? '')),
    ...(failure?.expected != null ? [row('expected', bounded(failure.expected))] : []),
    ...(failure?.actual != null ? [row('actual', bounded(failure.actual))] : []),
    ...wireLogText(line, context.resultsFolder),
    // What was examined in all checks has no command of its own, and its message quotes the exchange.
    ...(isOfWholeRun(line) ? [] : [row('again', paint('cyan', repeatCommand(line, context)))]),
  ].join('\n');
}

/** The one command that runs a check again. */
function repeatCommand(line: CheckLine, { repeatOptions, scenarioFile }: RepeatContext): string {
  const what = scenarioFile === undefined ? `run '${line.id}'` : `scenario run ${scenarioFile}`;
  const version = line.roomVersion === null ? '' : ` --room-version ${line.roomVersion}`;
  const seed = line.seed === undefined ? '' : ` --scenario-versions all --scenario-seed ${line.seed}`;
  return `${command} ${what}${version}${seed} ${repeatOptions}`.trimEnd();
}

/** A checkout runs its sources, and has nothing that `npx` would find. */
const command = isBuilt ? 'npx touchstone' : 'npm run -s touchstone --';

function wireLogText(line: CheckLine, folder: string): string[] {
  if (line.wireLog === null) return [];
  if (isOfWholeRun(line)) return [row('wire log', join(folder, line.wireLog))];
  const log = homeserverLogOf(line);
  return [
    ...wireExcerpt(line.wireLog, folder),
    ...graphText(line.wireLog, folder),
    ...(log !== null && existsSync(join(folder, log)) ? [row('its log', join(folder, log))] : []),
  ];
}

function wireExcerpt(wireLog: string, folder: string): string[] {
  const lines = readFileSync(join(folder, wireLog), 'utf8').trimEnd().split('\n');
  const log = lines.filter((text) => !header.test(text) && text.trim() !== '' && text !== '>' && text !== '<');
  const shown = log.slice(-wireLines).map((text) => paint('dim', `               ${harmless(text).slice(0, 200)}`));
  return [row('wire log', `${join(folder, wireLog)}, its end:`), ...shown];
}

/** Where the event graph lies, and the graph itself where it is short. */
function graphText(wireLog: string, folder: string): string[] {
  const { svg, text } = graphFilesOf(wireLog);
  if (!existsSync(join(folder, text))) return [];
  const [drawing = '', explanation] = readFileSync(join(folder, text), 'utf8').trimEnd().split(explanationMark);
  const lines = drawing.split('\n');
  const shown = lines.length > graphLines ? [...lines.slice(0, graphLines), '…'] : lines;
  return [
    row('graph', join(folder, existsSync(join(folder, svg)) ? svg : text)),
    ...shown.map((one) => paint('dim', `               ${harmless(one).slice(0, 200)}`.trimEnd())),
    ...(explanation === undefined ? [] : [row('explained', join(folder, text))]),
  ];
}

function row(label: string, text: string): string {
  return `  ${label.padEnd(12)} ${text.split('\n').join(`\n${' '.repeat(15)}`)}`;
}

function bounded(text: string): string {
  const safe = harmless(text);
  return safe.length > evidenceCharacters ? `${safe.slice(0, evidenceCharacters)}… (${safe.length} characters)` : safe;
}
