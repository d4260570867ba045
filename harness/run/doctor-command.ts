import { cacheFolder } from '../target/cache-folder.ts';
import { embeddedName } from '../target/embedded/embedded-target.ts';
import { checkMachine, type Finding } from './targets/machine-checks.ts';
import { checkTargets } from './targets/target-checks.ts';
import { harmless, paint, type Terminal } from './terminal.ts';

/** Says what this machine can run. @returns the exit status: 0 where the embedded homeserver works, else 1 */
export async function doctorCommand(terminal: Terminal): Promise<0 | 1> {
  const machine = await checkMachine(cacheFolder());
  const targets = await checkTargets(cacheFolder());
  const width = Math.max(...[...machine, ...targets].map(({ name }) => name.length));
  for (const [title, findings] of [
    ['This machine', machine],
    ['Targets', targets],
  ] as const) {
    terminal.print(paint('bold', title));
    for (const finding of findings) terminal.print(findingText(finding, width));
  }
  return targets.some(({ name, state }) => name === embeddedName && state === 'good') ? 0 : 1;
}

const marks: Readonly<Record<Finding['state'], string>> = {
  good: paint('green', '✓'),
  possible: paint('yellow', '○'),
  bad: paint('red', '✗'),
};

/** One line, and what follows below it. */
function findingText({ name, state, text }: Finding, width: number): string {
  const indented = harmless(text)
    .split('\n')
    .join(`\n${' '.repeat(width + 5)}`);
  return ` ${marks[state]} ${name.padEnd(width)}  ${indented}`;
}
