import { answering, change, type DoctoredAnswers, without } from '../../harness/doctoring.ts';

const keys = answering('GET', '/_matrix/key/v2/server');

export default {
  'publishes its keys under its own name': {
    'asks for a signature': keys({ status: 401, json: { errcode: 'M_UNAUTHORIZED', error: 'Not signed' } }),
    'another name': keys(change(['server_name'], () => 'another.example')),
    'keys that are out of date': keys(change(['valid_until_ts'], () => Date.now() - 1)),
    'no end of the validity': keys(without('valid_until_ts')),
    'the end of the validity in seconds': keys(change(['valid_until_ts'], (ms) => Math.floor(Number(ms) / 1000))),
    'no keys': keys(change(['verify_keys'], () => ({}))),
    'a key id without an algorithm': keys(change(['verify_keys'], () => ({ a: { key: 'A'.repeat(43) } }))),
    'a padded key': keys(change(['verify_keys', '*', 'key'], () => `${'A'.repeat(43)}=`)),
    'a key id without a key': keys(change(['verify_keys', '*'], () => ({}))),
  },
  'signs its keys with each of them': {
    'no signature': keys(change(['signatures'], () => ({}))),
    'a signature of something else': keys(
      change(['old_verify_keys'], () => ({ 'ed25519:old': { key: 'A', expired_ts: 1 } })),
    ),
    'one key that did not sign': keys(change(['verify_keys', 'ed25519:new'], () => ({ key: 'A'.repeat(43) }))),
    'no keys': keys(change(['verify_keys'], () => ({}))),
  },
  'publishes keys that stay valid for an hour': {
    'valid for 59 minutes': keys(change(['valid_until_ts'], () => Date.now() + 59 * 60 * 1000)),
  },
} satisfies DoctoredAnswers;
