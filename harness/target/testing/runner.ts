/**
 * Stands for the runner in the guardian's tests: starts a program under a guardian, prints its process id and then
 * waits to be killed. Called as `node runner.ts FOLDER SCRIPT [THEN]`, where SCRIPT is the text of a Node program, which is
 * paused or stopped as soon as it has said something, where THEN is "pause" or "stop".
 */
import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { openGuardian } from '../process/guarded-process.ts';

const [folder = '', script = '', then = ''] = process.argv.slice(2);
const logFile = `${folder}/homeserver.log`;
const guardian = openGuardian(folder);
const processId = await guardian.start({
  command: process.execPath,
  arguments: ['-e', script],
  environment: {},
  folder,
  logFile,
});
console.log(processId);
if (then !== '') {
  while (readFileSync(logFile, 'utf8') === '') await setTimeout(5);
  await (then === 'pause' ? guardian.pause() : guardian.stop());
}
setInterval(() => {}, 60_000);
