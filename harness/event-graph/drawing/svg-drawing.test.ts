import { expect, test } from 'vitest';
import { drawingOf } from './drawing.ts';
import { svgDrawing } from './svg-drawing.ts';
import { forkedRoom, NamedRoom } from './testing-graphs.ts';

/** What would be wrong with a text as XML, by its tags; null where it is well-formed. */
function defectOf(xml: string): string | null {
  const open: string[] = [];
  const texts = xml.split(/<[^<>]*>/);
  for (const [tag, closes, name = '', empty] of xml.matchAll(/<(\/?)([a-zA-Z]+)(?:[ \n][^<>]*?)?(\/?)>/g)) {
    if (closes !== '' && open.pop() !== name) return `${tag} closes nothing`;
    if (closes === '' && empty === '') open.push(name);
  }
  const bad = texts.find((text) => /[<>]|&(?!(?:amp|lt|gt|quot|#39);)/.test(text));
  return open.length > 0 ? `${open.join()} stay open` : (bad ?? null);
}

test('draws events as boxes with name, type, sender and content, and lines to what they follow', () => {
  const { graph, nameOf, idOf } = forkedRoom();
  const differences = new Map([[idOf('TB'), 'expected, not found']]);
  const svg = svgDrawing(drawingOf(graph, { title: 'A fork', nameOf, differences }));
  expect(defectOf(svg)).toBeNull();
  for (const text of ['>A fork<', '>P1<', '>m.room.power_levels<', '>by @bob<', '>topic: TA<', '>DIFFERS: expected,'])
    expect(svg).toContain(text);
  expect(svg).toMatch(/REJECTED by auth events, rule 7/);
  expect(svg.match(/class="edge"/g)).toHaveLength(11 + 1); // one of the legend
  expect(svg.match(/class="box rejected"/g)).toHaveLength(1 + 1);
  expect(svg.match(/class="differs"/g)).toHaveLength(1 + 1);
  expect(svg).toContain('prefers-color-scheme:dark');
});

test('shows in its legend only what it shows', () => {
  const svg = svgDrawing(drawingOf(new NamedRoom().graph));
  expect(svg).toContain('>accepted<');
  expect(svg).not.toMatch(/>rejected|>soft-failed|class="differs"/);
});

test('soft-failed events are told by shape and word', () => {
  const room = new NamedRoom();
  room.topic('late', { options: { softFailed: true } });
  const svg = svgDrawing(drawingOf(room.graph));
  expect(svg).toContain('class="box soft-failed"');
  expect(svg).toContain('>SOFT-FAILED<');
});

test('hostile text is text, and is bounded', () => {
  const room = new NamedRoom();
  const attack = '</text><script>alert(1)</script>&"\'<!--]]>\u0000\u001B\uFFFE';
  room.state(attack, `m.${attack}`, { [attack]: attack, long: '<'.repeat(60_000) }, { stateKey: attack });
  const differences = new Map([[room.idOf(attack), attack]]);
  const svg = svgDrawing(drawingOf(room.graph, { nameOf: room.nameOf, title: attack, notes: [attack], differences }));
  expect(defectOf(svg)).toBeNull();
  expect(svg).not.toContain('<script');
  // oxlint-disable-next-line no-control-regex -- XML cannot hold them
  expect(svg).not.toMatch(/[\u0000-\u0008\u000B-\u001F\uFFFE]/);
  expect(svg).not.toContain('……');
  expect(svg.length).toBeLessThan(20_000);
});

test('a room without events has a drawing too', () => {
  expect(defectOf(svgDrawing({ title: 'empty', notes: [], events: [] }))).toBeNull();
});
