/**
 * Stands for the runner in the guardian's tests: starts a program under a guardian, prints its process id and then
 * waits to be killed. Called as `node runner.ts FOLDER SCRIPT`, where SCRIPT is the text of a Node program.
 */
import { openGuardian } from '../guarded-process.ts';

const [folder = '', script = ''] = process.argv.slice(2);
const guardian = openGuardian(folder);
const processId = await guardian.start({
  command: process.execPath,
  arguments: ['-e', script],
  environment: {},
  folder,
  logFile: `${folder}/homeserver.log`,
});
console.log(processId);
setInterval(() => {}, 60_000);
