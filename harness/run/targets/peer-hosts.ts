import type { TargetConnection } from '../../target/target.ts';

/** The names under which a target can reach a peer on this machine: its certificate is for these. */
export function peerHostsOf({ peerHost }: TargetConnection): readonly string[] {
  const loopback = ['localhost', '127.0.0.1'];
  return peerHost === undefined ? loopback : [peerHost, ...loopback];
}
