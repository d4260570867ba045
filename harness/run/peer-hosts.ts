/** The names under which a peer can be reached on this machine: its certificate is for these. */
export const peerHosts = ['localhost', '127.0.0.1'] as const;
