import { isIP } from 'node:net';
import type { JsonObject, JsonValue } from '../../protocol/json.ts';

/**
 * Whether a server may take part in a room.
 *
 * @param serverName with or without a port
 * @param content of the room's `m.room.server_acl`; undefined where it has none
 * Source: https://spec.matrix.org/v1.19/client-server-api/#mroomserver_acl
 */
export function isAllowedByAcl(serverName: string, content: JsonObject | undefined): boolean {
  if (!content) return true;
  const host = serverName.replace(/:\d+$/, '');
  const isLiteral = isIP(host.replace(/^\[(.*)\]$/, '$1')) !== 0;
  if (isLiteral && content['allow_ip_literals'] === false) return false;
  if (matchesAny(host, content['deny'])) return false;
  return matchesAny(host, content['allow']);
}

function matchesAny(host: string, globs: JsonValue | undefined): boolean {
  const texts = Array.isArray(globs) ? globs.filter((glob) => typeof glob === 'string') : [];
  return texts.some((glob) => globPattern(glob).test(host));
}

/** `*` stands for any characters and `?` for one; nothing else is special. */
function globPattern(glob: string): RegExp {
  const escaped = glob.replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 'i');
}
