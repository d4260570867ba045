import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ConfigurationError } from '../target/errors.ts';
import { drawScenarioCommand, explainScenarioCommand } from './scenario-command.ts';

const fork = `
title: Two topics
why: The later is applied last.
decides: { v2: [sr.v2.mainline.time] }
roomVersions: { since: 2, until: 11 }
actors: [alice, bob]
room: { joined: [bob] }
events:
  one: { sender: alice, topic: one }
  two: { sender: alice, topic: two, after: bob }
  refused: { sender: bob, topic: three, after: two }
  merge: { mergeOf: [one, two] }
expect:
  states:
    merge: { m.room.topic: two }
  verdicts:
    refused: { rejected: required-level }
`;

/** What a command prints about a scenario. */
function printed(
  command: typeof drawScenarioCommand | typeof explainScenarioCommand,
  text: string,
  options: Parameters<typeof drawScenarioCommand>[1] & Parameters<typeof explainScenarioCommand>[1] = {},
): string {
  const lines: string[] = [];
  command(fileWith(text), options, { print: (line) => void lines.push(line) });
  return lines.join('\n');
}

function fileWith(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'scenario-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'fork.yaml'), text);
  return join(folder, 'fork.yaml');
}

test('draws a scenario as text, in the newest of its room versions', () => {
  const text = printed(drawScenarioCommand, fork);
  expect(text).toMatch(/^Two topics \(room version 11\)\nAll users are on a\.example\.\n\n● {6}create /);
  expect(text).toMatch(/^│ ✗ .* refused .* REJECTED by auth events, rule 7/m);
  expect(text).not.toContain('has to be');
});

test('draws it in another room version', () => {
  expect(printed(drawScenarioCommand, fork, { roomVersion: '6' })).toMatch(/^Two topics \(room version 6\)/);
});

test('draws it into an SVG file', () => {
  const svg = join(mkdtempSync(join(tmpdir(), 'scenario-')), 'fork.svg');
  onTestFinished(() => rmSync(join(svg, '..'), { recursive: true }));
  expect(printed(drawScenarioCommand, fork, { svg })).toBe(`drawn in ${svg}`);
  expect(readFileSync(svg, 'utf8')).toMatch(/^<svg .*<\/svg>\n$/s);
});

test('marks what is soft-failed', () => {
  const kicked = fork
    .replace(
      'refused: { sender: bob, topic: three, after: two }',
      'kick: { kick: bob, sender: alice, after: two }\n  late: { sender: bob, message: hello, after: two }',
    )
    .replace('refused: { rejected: required-level }', 'late: soft-failed');
  expect(printed(drawScenarioCommand, kicked)).toMatch(/^.*◑.* late .* SOFT-FAILED$/m);
  expect(printed(explainScenarioCommand, kicked)).toContain('late is soft-failed');
});

test('explains merges and verdicts, or one event', () => {
  const all = printed(explainScenarioCommand, fork);
  expect(all.match(/^Event .*/gm)).toEqual(['Event refused', 'Event merge']);
  const one = printed(explainScenarioCommand, fork, { at: 'merge' });
  expect(one).toMatch(/^Two topics \(room version 11\)\n\nEvent merge\nmerge is accepted/);
  expect(one).toContain('1.  one  position 0  +0 ms     before two: the same position, and the earlier');
});

test('explains states that no event leads to', () => {
  const told = fork.replace(
    'expect:\n  states:',
    'resolve:\n  told:\n    - [create, alice, PL, JR, one]\n    - [create, alice, PL, JR, two]\nexpect:\n  states:\n    told: { m.room.topic: two }',
  );
  expect(printed(explainScenarioCommand, told, { at: 'told' })).toContain('of the states told 1, told 2');
  expect(printed(explainScenarioCommand, told)).toContain('of the states told 1, told 2');
});

test('says where the oracle does not agree', () => {
  const wrong = fork.replace('m.room.topic: two', 'm.room.topic: one, bob: null').replace('required-level', 'create');
  const sentences = [
    'State at merge: m.room.topic has to be one by the scenario, and is two by the oracle',
    'State at merge: @bob has to be nothing by the scenario, and is bob by the oracle',
    'refused has to be rejected by create by the scenario, and is rejected by required-level by the oracle',
  ];
  for (const sentence of sentences) {
    expect(printed(drawScenarioCommand, wrong)).toContain(sentence);
    expect(printed(explainScenarioCommand, wrong)).toContain(sentence);
  }
});

const silent = { print: () => undefined };

test('what a user can mend is told in a sentence', () => {
  expect(() => drawScenarioCommand('none.yaml', {}, silent)).toThrow(ConfigurationError);
  expect(() => drawScenarioCommand(fileWith('title: 1'), {}, silent)).toThrow(ConfigurationError);
  expect(() => drawScenarioCommand(fileWith(fork), { svg: '/no/such/folder/x.svg' }, silent)).toThrow(
    'The drawing cannot be written to /no/such/folder/x.svg: ',
  );
  expect(() => drawScenarioCommand(fileWith(fork), { roomVersion: '12' }, silent)).toThrow(
    'holds in room versions 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, not in 12: choose one of them',
  );
  expect(() => explainScenarioCommand(fileWith(fork), { at: 'nothing' }, silent)).toThrow(
    'The scenario has no event nothing. It has create, alice, ',
  );
});

test('a scenario with very many events is not drawn', () => {
  const many = Array.from({ length: 200 }, (_, n) => `  m${n}: { sender: alice, message: hello }\n`).join('');
  const long = fork.replace('  merge:', `${many}  merge:`);
  expect(() => drawScenarioCommand(fileWith(long), {}, silent)).toThrow('more than 150 are not drawn');
});
