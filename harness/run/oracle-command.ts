import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import type { NumberedRule } from '../protocol/authorization/authorization-rules.ts';
import { answerAuthorize } from '../protocol/exchange/authorize.ts';
import { answerEvaluate } from '../protocol/exchange/evaluate.ts';
import { answerResolve } from '../protocol/exchange/resolve.ts';
import type { JsonObject, JsonValue } from '../protocol/json.ts';
import { oracleOf } from '../protocol/oracle.ts';
import type { RoomVersion } from '../protocol/room-versions.ts';
import { parseLossless } from '../wire/lossless-json.ts';
import type { OracleQuestion } from './commands/oracle.ts';

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
    evaluate: (request) => answerEvaluate(request, { explain }),
    resolve: (request) => answerResolve(request, { explain }),
    authorize: (request) => answerAuthorize(request),
  };
  const closed = new AbortController();
  // Whoever reads the answers may have enough of them, as `head` has: no reason to complain.
  output.on('error', () => {
    closed.abort();
  });
  for await (const line of linesOf(input)) {
    if (closed.signal.aborted) return;
    if (line.trim() === '') continue;
    const isTaken = output.write(`${JSON.stringify(answerLine(line, answers[question]))}\n`);
    if (!isTaken) await once(output, 'drain', { signal: closed.signal }).catch(() => undefined);
  }
}

/** Lines end with a line feed and nothing else: JSON texts may hold all other characters that `readline` takes for an end. */
async function* linesOf(input: Readable): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of input) {
    const text = typeof chunk === 'string' ? chunk : decoder.decode(chunk as Uint8Array, { stream: true });
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  yield rest + decoder.decode();
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
    return { error: sentenceOf(error) };
  }
}

function sentenceOf(error: unknown): string {
  // The reader of JSON calls itself for each level.
  const isTooDeep = error instanceof RangeError && error.message.includes('call stack');
  if (isTooDeep) return 'the line nests deeper than can be read';
  return error instanceof Error ? error.message : String(error);
}
