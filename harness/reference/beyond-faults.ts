/**
 * What no fault can show, and why: by the id of a requirement or check, or a glob of ids. An entry that no longer tells the truth
 * is told by the sweep, like an unlisted check that no fault made fail.
 */
export const beyondFaults: Readonly<Record<string, string>> = {
  'rv.auth.create.room-version':
    'who does not know the version of a room cannot read its create event, with or without the rule',
  'rv.auth.create.room-id-given':
    'the room that such a create event makes is another than the one that is joined, with or without the rule',
  'state-resolution/scenarios/nothing-in-conflict':
    'the branches have one and the same state, and nothing is resolved: it shows that the others fail for their conflicts',
};
