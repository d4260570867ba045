import { expect, test } from 'vitest';
import type { JsonObject } from '../protocol/json.ts';
import { touchesOf } from './touching.ts';

const client = '/_matrix/client/v3';

test.for([
  ['POST', `${client}/register`, {}, ['registration']],
  ['POST', '/_matrix/client/r0/register?kind=guest', {}, ['registration']],
  ['GET', `${client}/register/available?username=a`, undefined, []],
  ['POST', '/_synapse/admin/v1/register', {}, ['registration']],
  ['POST', `${client}/account/deactivate`, {}, ['deactivation']],
  ['POST', `${client}/account/password`, {}, ['passwords']],
  ['POST', `${client}/account/password/email/requestToken`, {}, ['mail']],
  ['PUT', `${client}/profile/%40a%3Ahere.org/displayname`, {}, ['profiles']],
  ['GET', `${client}/profile/%40a%3Ahere.org`, undefined, []],
  ['PUT', `${client}/user/%40a%3Ahere.org/account_data/x`, {}, ['settings']],
  ['PUT', `${client}/pushrules/global/room/!a/enabled`, {}, ['settings']],
  ['POST', `${client}/logout`, undefined, ['sessions']],
  ['DELETE', `${client}/devices/A`, {}, ['sessions']],
  ['PUT', `${client}/devices/A`, {}, []],
  ['POST', `${client}/keys/upload`, {}, ['encryption-keys']],
  ['POST', `${client}/account/3pid/add`, {}, ['addresses']],
  ['GET', `${client}/account/3pid`, undefined, []],
  ['POST', `${client}/createRoom`, { visibility: 'public' }, ['room-directory']],
  ['POST', `${client}/createRoom`, { preset: 'public_chat', visibility: 'private' }, []],
  ['POST', `${client}/createRoom`, { room_alias_name: 'a' }, ['room-aliases']],
  ['PUT', `${client}/directory/list/room/!a`, {}, ['room-directory']],
  ['PUT', `${client}/directory/room/%23a%3Ahere.org`, {}, ['room-aliases']],
  ['POST', '/_matrix/media/v3/upload?filename=a', undefined, ['media']],
  ['POST', '/_matrix/media/v1/create', undefined, ['media']],
  ['POST', `${client}/rooms/!a/report/$b`, {}, ['reports']],
  ['POST', `${client}/rooms/!a/report`, {}, ['reports']],
  ['GET', '/_matrix/federation/v1/version', undefined, ['federation']],
  ['GET', '/_matrix/key/v2/server', undefined, ['federation']],
  ['POST', `${client}/join/!a?via=there.org`, {}, ['federation']],
  ['POST', `${client}/join/!a?via=here.org`, {}, []],
  ['POST', `${client}/join/%23a%3Athere.org`, {}, ['federation']],
  ['GET', `${client}/profile/%40a%3Athere.org`, undefined, ['federation']],
  ['GET', '/_matrix/client/v1/media/download/there.org/a', undefined, ['federation']],
  ['GET', '/_matrix/client/v1/media/download/here.org/a', undefined, []],
  ['POST', `${client}/rooms/!a/invite`, { user_id: '@a:there.org' }, ['federation']],
  ['POST', `${client}/rooms/!a/invite`, { user_id: '@a:here.org' }, []],
  ['POST', `${client}/createRoom`, { invite: ['@a:here.org', '@b:there.org:8448'] }, ['federation']],
  ['POST', `${client}/keys/query`, { device_keys: { '@b:there.org': [] } }, ['federation']],
  ['PUT', `${client}/rooms/!a/send/m.room.message/1`, {}, []],
  ['GET', `${client}/profile/%zz`, undefined, []],
] as const)('%s %s with %j touches %j', ([method, target, json, touched]) => {
  const body = json === undefined ? {} : { body: { json: json as unknown as JsonObject } };
  expect(touchesOf({ sender: 'alice', method, target, ...body }, 'here.org')).toEqual(touched);
});

test('a body that goes out as it is, is read as well', () => {
  const request = { sender: 'alice', method: 'POST', target: `${client}/createRoom` };
  expect(touchesOf({ ...request, body: { bytes: '{"visibility":"public"}' } }, 'here.org')).toEqual(['room-directory']);
  expect(touchesOf({ ...request, body: { bytes: '{"visibility"' } }, 'here.org')).toEqual([]);
});
