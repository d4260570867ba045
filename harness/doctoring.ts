/** What files of doctored answers may use of the harness. It must not load vitest: the command line reads them, too. */
export type { DoctoredAnswers } from './run/doctored.ts';
export { answering, asking, change, changeEach, only, without } from './run/doctors.ts';
