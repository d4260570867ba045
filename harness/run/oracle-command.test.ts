import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { JsonNumber, type JsonObject } from '../protocol/json.ts';
import { bob, TestingRoom } from '../protocol/state-resolution/testing-events.ts';
import { writeJson } from '../wire/lossless-json.ts';
import type { OracleQuestion } from './commands/oracle.ts';
import { oracleCommand } from './oracle-command.ts';

const none = '{"room_version":"11","events":[]}';

/** What the command writes for some input, which comes in pieces. */
async function ask(question: OracleQuestion, pieces: readonly (string | Uint8Array)[], options = {}): Promise<string> {
  const output = new PassThrough();
  const written = text(output);
  await oracleCommand(question, options, Readable.from(pieces), output);
  output.end();
  return written;
}

/** One answer a line. */
async function answersTo(input: string, question: OracleQuestion = 'evaluate', options = {}): Promise<JsonObject[]> {
  const lines = (await ask(question, [input], options)).split('\n');
  expect(lines.pop()).toBe('');
  return lines.map((line) => JSON.parse(line) as JsonObject);
}

/** A request about a room of one create event, which tells it from others. */
function requestAbout(createId: string): string {
  const room = new TestingRoom('11');
  room.create({ id: createId });
  return writeJson({ room_version: '11', events: room.pdus });
}

const idsIn = (answers: readonly JsonObject[]): string[][] => answers.map(({ events }) => Object.keys(events ?? {}));

describe('JSON Lines', () => {
  test('each line is answered by one, in the same order', async () => {
    const input = ['$1', '$2', '$3'].map((id) => `${requestAbout(id)}\n`).join('');
    expect(idsIn(await answersTo(input))).toEqual([['$1'], ['$2'], ['$3']]);
  });

  test('the last need not end with a line end', async () => {
    expect(idsIn(await answersTo(`${requestAbout('$1')}\n${requestAbout('$2')}`))).toEqual([['$1'], ['$2']]);
  });

  test('lines may end with CR LF, also where a piece ends in between', async () => {
    const written = await ask('evaluate', [`${none}\r`, `\n${none}\r\n`]);
    expect(written).toBe('{"events":{}}\n{"events":{}}\n');
  });

  test('empty lines are passed over', async () => {
    expect(await ask('evaluate', [`\n\n${none}\n\n  \n\t\r\n${none}\n\n`])).toBe('{"events":{}}\n{"events":{}}\n');
    expect(await ask('evaluate', [''])).toBe('');
  });

  test('a line may come byte by byte', async () => {
    const bytes = [...Buffer.from(`${requestAbout('$é😀')}\n`)].map((byte) => Uint8Array.of(byte));
    expect(idsIn([JSON.parse(await ask('evaluate', bytes)) as JsonObject])).toEqual([['$é😀']]);
  });

  test.for([
    ['U+2028', '\u2028'],
    ['U+2029', '\u2029'],
    ['U+0085', '\u0085'],
  ] as const)('a text may hold %s, which ends no line', async ([, separator]) => {
    expect(idsIn(await answersTo(requestAbout(`$a${separator}b`)))).toEqual([[`$a${separator}b`]]);
  });

  test('a reader that is slower than the oracle gets all', async () => {
    const output = new PassThrough({ highWaterMark: 16 });
    const done = oracleCommand('evaluate', {}, Readable.from([`${none}\n`.repeat(200)]), output).then(() =>
      output.end(),
    );
    expect(await text(output)).toBe('{"events":{}}\n'.repeat(200));
    await done;
  });
});

describe('a line that cannot be answered gets an error, and the next is read', () => {
  test.for([
    ['no JSON', 'evaluate', 'JSON value expected'],
    ['JSON that ends too early', '{"room_version":"11"', 'end of input'],
    ['two values', '{} {}', 'Expected end of input'],
    ['no object', '[]', 'a request must be an object'],
    ['a key twice that says two things', '{"room_version":"13","room_version":"14","events":[]}', 'found "14"'],
    ['a room version that is not known', '{"room_version":"13","events":[]}', 'found "13"'],
    ['a control character', '{"room_version":"1\u0001"}', 'Invalid character'],
  ] as const)('%s', async ([, line, message]) => {
    const answers = await answersTo(`${none}\n${line}\n${none}\n`);
    expect(answers).toEqual([{ events: {} }, { error: expect.stringContaining(message) }, { events: {} }]);
  });

  test('two different events with one ID', async () => {
    const room = new TestingRoom('11');
    room.create();
    room.create({ content: { 'm.federate': false } });
    const answers = await answersTo(`${writeJson({ room_version: '11', events: room.pdus })}\n${none}\n`);
    expect(answers).toEqual([{ error: 'Two different events have the ID $create' }, { events: {} }]);
  });
});

/** A request about a message whose content has a number, written as it is. */
function roomWith(content: string): string {
  const room = new TestingRoom('5');
  const { all } = room.begin();
  room.message('$message', { sender: bob, prev: ['$bob'], among: all, content: { n: 'NUMBER' } });
  return writeJson({ room_version: '5', events: room.pdus }).replace('"NUMBER"', content);
}

/** An event of room version 5 that has no ID of its own. */
function eventAt(time: string): string {
  const pdu = { type: 'm.test', sender: bob, room_id: '!r:b', depth: 1, prev_events: [], auth_events: [], content: {} };
  return writeJson({ ...pdu, origin_server_ts: new JsonNumber(time) });
}

describe('nothing of a number is lost', () => {
  test.for(['1.0', '1e400', '-0', '9007199254740993'])(
    '%s is an ordinary number until room version 5',
    async (literal) => {
      const [answer] = await answersTo(roomWith(literal));
      expect(answer).toMatchObject({ events: { $message: { verdict: 'accepted' } } });
    },
  );

  test.for(['1.0', '1e400', '-0', '9007199254740993'])(
    '%s makes an event malformed since version 6',
    async (literal) => {
      const [answer] = await answersTo(
        roomWith(literal).replace('"room_version":"5","events"', '"room_version":"6","events"'),
      );
      expect(answer).toMatchObject({
        events: { $message: { verdict: 'malformed', reason: expect.stringContaining(`literal ${literal}`) } },
      });
    },
  );

  test('the ID that is computed is that of the number as it was written', async () => {
    const input = `{"room_version":"5","events":[${eventAt('9007199254740992')},${eventAt('9007199254740993')}]}`;
    const [ids = []] = idsIn(await answersTo(input));
    expect(new Set(ids).size).toBe(2);
  });
});

test('content that nests deep gets a verdict, or an error that says so', async () => {
  const nested = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
  const room = new TestingRoom('11');
  room.create({ content: { nested: 'NESTED' } });
  const [answer = {}] = await answersTo(
    writeJson({ room_version: '11', events: room.pdus }).replace('"NESTED"', nested),
  );
  expect(JSON.stringify(answer)).toMatch(/"verdict":|nest/);
  expect(JSON.stringify(answer)).not.toContain('call stack');
});

describe('the questions', () => {
  const room = new TestingRoom('11');
  const { all } = room.begin();
  const topic = room.topic('$topic', { sender: bob, among: all });
  const ids = all.map(({ eventId }) => eventId);

  test('authorize', async () => {
    const request = { room_version: '11', event: topic.pdu, auth_events: all.map(({ pdu }) => pdu) };
    const [answer] = await answersTo(writeJson(request), 'authorize');
    expect(answer).toMatchObject({ allowed: false, rule: '7', ambiguous: null });
  });

  test('resolve, with the steps only where they are asked for', async () => {
    const request = writeJson({ room_version: '11', events: room.pdus, state_sets: [ids, [...ids, '$topic']] });
    const [answer] = await answersTo(request, 'resolve');
    expect(answer).toEqual({ state: ids.toSorted(), ambiguous: null });
    const [explained] = await answersTo(request, 'resolve', { explain: true });
    expect(explained).toEqual({ state: ids.toSorted(), ambiguous: null, steps: expect.any(Array) });
  });
});

describe('the program', () => {
  const main = join(import.meta.dirname, 'main.ts');
  const oracle = (args: readonly string[], input: string) =>
    spawnSync(process.execPath, [main, 'oracle', ...args], { input, encoding: 'utf8' });

  test('answers on standard output, an error being an answer', () => {
    const { status, stdout, stderr } = oracle(['evaluate'], `${requestAbout('$1')}\nnot JSON\n\n${none}`);
    const answers = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as JsonObject);
    expect(answers).toMatchObject([
      { events: { $1: { verdict: 'accepted', rule: '1.4', state_before: [], state_after: ['$1'] } } },
      { error: expect.stringContaining('JSON value expected') },
      { events: {} },
    ]);
    expect([status, stderr]).toEqual([0, '']);
  });

  test('explains a resolution', () => {
    const { stdout } = oracle(['resolve', '--explain'], '{"room_version":"12","events":[],"state_sets":[[],[]]}');
    expect(stdout).toBe('{"state":[],"ambiguous":null,"steps":[{"step":"conflicts","keys":[]}]}\n');
  });

  test('knows no other question', () => {
    const { status, stdout } = oracle(['prophesy'], none);
    expect([status, stdout]).toEqual([2, '']);
  });
});
