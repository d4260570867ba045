import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { NumberedRule } from '../protocol/authorization/authorization-rules.ts';
import { answerAuthorize } from '../protocol/exchange/authorize.ts';
import { answerEvaluate } from '../protocol/exchange/evaluate.ts';
import { answerResolve } from '../protocol/exchange/resolve.ts';
import type { JsonObject, JsonValue } from '../protocol/json.ts';
import { oracleOf } from '../protocol/oracle.ts';
import type { RoomVersion } from '../protocol/room-versions.ts';
import { parseLossless } from '../wire/lossless-json.ts';

/** What the oracle can be asked. */
export type OracleQuestion = keyof typeof oracleQuestions;

/** The questions, as the command line describes them. */
export const oracleQuestions = {
  evaluate: 'which events of a graph are accepted, and the state before and after each',
  resolve: 'what state some states resolve to',
  authorize: 'whether an event is allowed by some state',
} as const;

/**
 * Answers requests in JSON Lines, one line each, in the same order. A line that cannot be answered gets `{"error": …}`, and the
 * next is read; empty lines are passed over.
 */
export async function oracleCommand(
  question: OracleQuestion,
  { explain = false }: { explain?: boolean | undefined },
  input: Readable,
  output: Writable,
): Promise<void> {
  const answers: Record<OracleQuestion, (request: JsonValue) => JsonObject> = {
    evaluate: answerEvaluate,
    resolve: (request) => answerResolve(request, { explain }),
    authorize: (request) => answerAuthorize(request),
  };
  for await (const line of createInterface({ input, crlfDelay: Infinity })) {
    if (line.trim() === '') continue;
    const isTaken = output.write(`${JSON.stringify(answerLine(line, answers[question]))}\n`);
    if (!isTaken) await once(output, 'drain');
  }
}

/** The authorization rules of a room version with their numbers in the specification, one a line. */
export function ruleLines(roomVersion: RoomVersion): string[] {
  const lines = (list: readonly NumberedRule[]): string[] =>
    list.flatMap(({ number, id, rules = [] }) => [`${number.padEnd(12)} ${id}`, ...lines(rules)]);
  return lines(oracleOf(roomVersion).authorization.list);
}

function answerLine(line: string, answer: (request: JsonValue) => JsonObject): JsonObject {
  try {
    return answer(parseLossless(line).value);
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}
