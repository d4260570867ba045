import { expect, test } from 'vitest';
import { NoAnswer, NotApplicable, UnexpectedAnswer } from '../../wire/errors.ts';
import { Blocked, NotTestable, verdictOf } from './verdict.ts';

test('without an error a check passes', () => {
  expect(verdictOf([])).toBe('pass');
});

test.for([
  [new UnexpectedAnswer('wrong', { expected: '200', actual: '404' }), 'fail'],
  [Object.assign(new Error('expected 1 to be 2'), { name: 'AssertionError' }), 'fail'],
  [new NoAnswer('refused'), 'target-error'],
  [new Blocked('registration failed'), 'blocked'],
  [new NotTestable('no second address'), 'not-testable'],
  [new NotApplicable('not offered'), 'not-applicable'],
  [new TypeError('undefined is not a function'), 'harness-error'],
  [new Error('Test timed out in 5000ms.'), 'harness-error'],
] as const)('%s is the verdict %s', ([error, verdict]) => {
  expect(verdictOf([error])).toBe(verdict);
});

test('the first error decides', () => {
  expect(verdictOf([new NoAnswer('refused'), new TypeError('later')])).toBe('target-error');
});
