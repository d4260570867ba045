import { inject } from 'vitest';
import { askForBriefing } from '../briefing.ts';
import type { RunContext } from '../run-context.ts';

let asked: Promise<RunContext> | null = null;

/** What this worker was told about the run. Waits until the homeservers are ready. */
export function briefed(): Promise<RunContext> {
  asked ??= askForBriefing(inject('briefing'));
  return asked;
}
