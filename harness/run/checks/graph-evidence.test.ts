import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { forkedRoom, NamedRoom } from '../../event-graph/drawing/testing-graphs.ts';
import type { RoomGraph } from '../../event-graph/room-graph.ts';
import { GraphEvidence } from './graph-evidence.ts';
import { writeGraphEvidence } from './write-graph-evidence.ts';

/** What is written for a check that fails. */
async function written(evidence: GraphEvidence, rooms: readonly RoomGraph[] = []) {
  const folder = mkdtempSync(join(tmpdir(), 'graph-evidence-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'wire'));
  for (const old of ['fork.v11.svg', 'fork.v11.graph.txt'])
    writeFileSync(join(folder, 'wire', old), 'of an earlier run');
  await writeGraphEvidence(evidence, rooms, folder, 'wire/fork.v11.txt');
  const read = (name: string): string | null =>
    existsSync(join(folder, 'wire', name)) ? readFileSync(join(folder, 'wire', name), 'utf8') : null;
  return { svg: read('fork.v11.svg'), text: read('fork.v11.graph.txt') };
}

test('draws the room of which a state was asked for, marks where it differs, and explains it', async () => {
  const room = forkedRoom();
  const evidence = new GraphEvidence();
  const actual = ['create', 'alice', 'JR', 'bob', 'PA', 'TB'].map(room.idOf);
  evidence.stateBefore(room, room.idOf('merge'), actual);
  const { svg, text } = await written(evidence, [new NamedRoom().graph]);
  expect(svg).toContain('State before merge: m.room.topic has to be TA, and is TB');
  expect(svg?.match(/DIFFERS/g)).toHaveLength(2);
  expect(text).toContain('State before merge: m.room.topic has to be TA, and is TB');
  expect(text).toMatch(/» TB « .*DIFFERS: in the state before merge, and not expected there/);
  expect(text).toMatch(/\n\n\nEvent merge\nmerge is accepted .*\nState resolution v2 /);
});

test('tells above the drawing what is a sign and no failure', async () => {
  const room = forkedRoom();
  const evidence = new GraphEvidence();
  const signs: string[] = [];
  evidence.readSigns(() => signs);
  evidence.stateBefore(room, room.idOf('merge'), []);
  signs.push('asked for TA by event, which it had been sent');
  const { svg, text } = await written(evidence);
  expect(svg).toContain('The homeserver asked for TA by event, which it had been sent');
  expect(text).toMatch(
    /^State before merge: .*\n(.*\n)*The homeserver asked for TA by event, which it had been sent\n/m,
  );
});

test('where no state was asked for, the largest room is drawn', async () => {
  const { svg, text } = await written(new GraphEvidence(), [new NamedRoom().graph, forkedRoom().graph]);
  expect(svg).toContain('>m.room.topic<');
  expect(text).not.toContain('\n\n\n');
});

test('without a room nothing is left of an earlier run', async () => {
  expect(await written(new GraphEvidence())).toEqual({ svg: null, text: null });
});

test('says that a room has too many events', async () => {
  const room = new NamedRoom();
  for (let n = 0; n < 150; n += 1) room.message(`m${n}`);
  const { svg, text } = await written(new GraphEvidence(), [room.graph]);
  expect(svg).toBeNull();
  expect(text).toBe('The event graph is not drawn: the room has 154 events, and more than 150 are not drawn\n');
});

test('what cannot be explained hides nothing', async () => {
  const room = forkedRoom();
  const evidence = new GraphEvidence();
  evidence.stateBefore(room, '$un\nknown', []);
  const { svg, text } = await written(evidence);
  expect(svg).toBeNull();
  expect(text).toMatch(/^The event graph is not drawn: it cannot be drawn: .*\$un\uFFFDknown/);
  expect(text).toContain('\n\n\nThe state cannot be explained: ');
});
