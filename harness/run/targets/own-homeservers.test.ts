import { expect, onTestFinished, test } from 'vitest';
import { usualDisclosure } from '../../target/disclosure.ts';
import { TargetError, UnsupportedError } from '../../target/errors.ts';
import type { Target } from '../../target/target.ts';
import { NotApplicable } from '../../wire/errors.ts';
import { OwnHomeserversOfFile } from './own-homeserver.ts';
import { OwnHomeservers } from './own-homeservers.ts';

/** Homeservers that do nothing but note what is done to them. */
function startOwn(): { own: OwnHomeservers; done: string[] } {
  const done: string[] = [];
  let count = 0;
  const start = async (connection: number): Promise<Target> => {
    count += 1;
    const serverName = `${connection}.${count}`;
    const note = (what: string) => async (): Promise<void> => void done.push(`${serverName} ${what}`);
    if (connection === 9) throw new TargetError('It did not start.');
    return {
      connection: {
        name: 'fake',
        version: null,
        serverName,
        clientUrl: '',
        federationUrl: null,
        certificateAuthority: null,
        registration: { method: 'open' },
        features: [],
        disclosure: usualDisclosure,
      },
      processId: null,
      control: {
        stop: note('stop'),
        start: note('start'),
        restart: note('restart'),
        pause: connection === 8 ? () => Promise.reject(new UnsupportedError('It cannot.')) : note('pause'),
        resume: note('resume'),
      },
      cpuSeconds: async () => 1,
      logLines: async () => '',
      diedWith: () => null,
      [Symbol.asyncDispose]: note('end'),
    };
  };
  const own = new OwnHomeservers(start);
  onTestFinished(() => own[Symbol.asyncDispose]());
  return { own, done };
}

test('a file borrows one homeserver for all of its checks, and gives it back at the end', async () => {
  const { own, done } = startOwn();
  {
    await using ofFile = new OwnHomeserversOfFile(own.access.channel);
    const homeserver = await ofFile.borrow(0);
    expect(await ofFile.borrow(0)).toBe(homeserver);
    await homeserver.pause();
    expect(homeserver.isRunning).toBe(false);
    await homeserver.resume();
    await homeserver.restart();
    expect(homeserver.isRunning).toBe(true);
    expect(own.find('0.1')?.connection).toEqual(homeserver.connection);
  }
  expect(done).toEqual(['0.1 pause', '0.1 resume', '0.1 stop', '0.1 start', '0.1 stop']);
  await own[Symbol.asyncDispose]();
  expect(done.at(-1)).toBe('0.1 end');
});

test('two files have each their own, and so have two faults', async () => {
  const { own } = startOwn();
  await using one = new OwnHomeserversOfFile(own.access.channel);
  await using other = new OwnHomeserversOfFile(own.access.channel);
  const names = (await Promise.all([one.borrow(0), one.borrow(1), other.borrow(0)])).map(
    (each) => each.connection.serverName,
  );
  expect(new Set(names).size).toBe(3);
});

test('after one was given back the next check gets another', async () => {
  const { own } = startOwn();
  await using ofFile = new OwnHomeserversOfFile(own.access.channel);
  const first = await ofFile.borrow(0);
  await ofFile.giveBack(first);
  expect(await ofFile.borrow(0)).not.toBe(first);
  expect(own.targets).toHaveLength(2);
});

test('one that does not start is the error of the target', async () => {
  const { own } = startOwn();
  await using ofFile = new OwnHomeserversOfFile(own.access.channel);
  await expect(ofFile.borrow(9)).rejects.toThrow(new TargetError('It did not start.'));
});

test('a check that needs what the machine cannot do is not applicable', async () => {
  const { own } = startOwn();
  await using ofFile = new OwnHomeserversOfFile(own.access.channel);
  const homeserver = await ofFile.borrow(8);
  await expect(homeserver.pause()).rejects.toThrow(new NotApplicable('It cannot.'));
  await homeserver.restart();
  expect(homeserver.isRunning).toBe(true);
});
