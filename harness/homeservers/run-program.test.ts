import { expect, test } from 'vitest';
import { runProgram } from './run-program.ts';

test('gives the lines and the exit code of a program', async () => {
  const seen: string[] = [];
  const result = await runProgram('sh', ['-c', 'echo one; echo two; exit 4'], { onLine: (line) => seen.push(line) });
  expect(result).toEqual({ exitCode: 4, lines: ['one', 'two'], notStarted: null });
  expect(seen).toEqual(['one', 'two']);
});

test('tells why a program could not be started', async () => {
  expect(await runProgram('/nowhere/program', [])).toEqual({ exitCode: null, lines: [], notStarted: 'ENOENT' });
});

test('ends a program when it is told to, and does not wait for what that has started', async () => {
  const stop = new AbortController();
  const started = Date.now();
  const running = runProgram('sh', ['-c', 'sleep 3 & echo up; wait'], {
    signal: stop.signal,
    onLine: () => stop.abort(new Error('enough')),
  });
  await expect(running).rejects.toThrow('enough');
  expect(Date.now() - started).toBeLessThan(2000);
});

test('runs a program where and with what it is told to', async () => {
  const options = { folder: '/', environment: { WORD: 'heard' } };
  expect((await runProgram('sh', ['-c', 'pwd; echo $WORD'], options)).lines).toEqual(['/', 'heard']);
});
