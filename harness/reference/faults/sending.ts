import { draftEvent } from '../../event-graph/build-event.ts';
import type { RoomGraph } from '../../event-graph/room-graph.ts';
import { sealEvent } from '../../event-graph/seal-event.ts';
import { citedIds } from '../../protocol/cited-ids.ts';
import { signRequest } from '../../protocol/x-matrix.ts';
import { asking, change } from '../../wire/doctors.ts';
import type { Fault } from '../fault.ts';

const v1 = '/_matrix/federation/v1';
const sentTransaction = asking('PUT', `${v1}/send/:txnId`);

/** The events that no other event names as its parent, whatever became of them. */
function childless(graph: RoomGraph): string[] {
  const inHistory = graph.eventIds.filter((eventId) => !graph.isOutlier(eventId));
  const parents = new Set(inHistory.flatMap((eventId) => citedIds(graph.event(eventId).prev_events)));
  return inHistory.filter((eventId) => !parents.has(eventId));
}

/** What the homeserver gets wrong of the events and requests that it sends to other servers. */
export const sendingFaults: readonly Fault[] = [
  {
    id: 'sending.tells-nobody',
    does: 'Sends no events to other servers',
    breaks: [
      'ss.send.outbound',
      'ss.join.outbound',
      'sr.fork.extremities',
      'interop.events',
      'interop.third-server',
      'interop.moderation',
    ],
    doctor: sentTransaction(change(['pdus'], () => [])),
  },
  {
    id: 'sending.names-one-parent',
    does: 'Names one forward extremity only as the parent of a new event',
    breaks: ['ss.send.outbound', 'sr.fork.extremities'],
    rules: {
      draftOwnEvent: (graph, spec) => draftEvent(graph, { ...spec, prevEvents: graph.forwardExtremities.slice(-1) }),
    },
  },
  {
    id: 'sending.names-unfit-parents',
    does: 'Names rejected and soft-failed events as parents of a new event',
    breaks: ['ss.pdu.rejected-hidden', 'ss.pdu.rejected-parent', 'ss.pdu.soft-failed', 'ss.pdu.soft-failed-parent'],
    rules: { draftOwnEvent: (graph, spec) => draftEvent(graph, { ...spec, prevEvents: childless(graph) }) },
  },
  {
    id: 'sending.names-grandparents',
    does: 'Names parents of the forward extremities as parents of a new event, too',
    breaks: ['ss.send.outbound', 'sr.fork.extremities'],
    rules: {
      draftOwnEvent: (graph, spec) => {
        const tips = graph.forwardExtremities;
        const above = tips.flatMap((eventId) => graph.parentsOf(eventId)).filter((eventId) => graph.has(eventId));
        return draftEvent(graph, { ...spec, prevEvents: [...new Set([...tips, ...above])] });
      },
    },
  },
  {
    id: 'sending.wrong-depth',
    does: 'Gives a new event the depth of its deepest parent',
    breaks: ['ss.send.outbound'],
    rules: {
      draftOwnEvent: (graph, spec) => {
        const draft = draftEvent(graph, spec);
        return { ...draft, depth: Math.max(0, draft.depth - 1) };
      },
    },
  },
  {
    id: 'sending.too-many-auth-events',
    does: 'Cites the name of the room in each new message, as if it authorized it',
    breaks: ['ss.send.outbound'],
    rules: {
      draftOwnEvent: (graph, spec) => {
        const draft = draftEvent(graph, spec);
        const further = graph.stateEvent('m.room.history_visibility');
        if (!further || spec.type !== 'm.room.message') return draft;
        const authEvents = [...citedIds(draft.auth_events), graph.eventIdOf(further)];
        return draftEvent(graph, { ...spec, authEvents });
      },
    },
  },
  {
    id: 'sending.cites-no-membership',
    does: 'Sends messages that do not cite the membership of their sender',
    breaks: ['ss.emitted.authorization', 'ss.send.outbound'],
    rules: {
      refusesForbidden: () => false,
      draftOwnEvent: (graph, spec) => {
        const draft = draftEvent(graph, spec);
        const membership = graph.stateEvent('m.room.member', spec.sender);
        if (!membership || spec.type !== 'm.room.message') return draft;
        const others = citedIds(draft.auth_events).filter((eventId) => eventId !== graph.eventIdOf(membership));
        return draftEvent(graph, { ...spec, authEvents: others });
      },
    },
  },
  {
    id: 'sending.requests-for-nobody',
    does: 'Does not say for which server its requests are',
    breaks: ['ss.emitted.request-authentication'],
    rules: { signRequest: (request, key) => signRequest(request, key).replace(/,destination="[^"]*"/, '') },
  },
  {
    id: 'sending.wrong-content-hash',
    does: 'Sends messages with the hash of another content',
    breaks: ['ss.emitted.content-hash', 'ss.send.outbound'],
    rules: {
      sealOwnEvent: (draft, seal) =>
        sealEvent(draft, { ...seal, ...(draft.type === 'm.room.message' && { corrupt: 'content-hash' }) }),
    },
  },
  {
    id: 'sending.wrong-signature',
    does: 'Signs messages with another key than the one that it publishes',
    breaks: ['ss.emitted.signature', 'ss.send.outbound'],
    rules: {
      sealOwnEvent: (draft, seal) =>
        sealEvent(draft, { ...seal, ...(draft.type === 'm.room.message' && { corrupt: 'signature' }) }),
    },
  },
  {
    id: 'sending.unsigned',
    does: 'Sends messages without a signature',
    breaks: ['ss.emitted.signature', 'ss.send.outbound'],
    rules: {
      sealOwnEvent: (draft, seal) =>
        sealEvent(draft, { ...seal, ...(draft.type === 'm.room.message' && { corrupt: 'missing-signature' }) }),
    },
  },
  {
    id: 'sending.event-ids-of-another-server',
    does: 'Gives messages event IDs of another server',
    breaks: ['ss.emitted.event-id', 'ss.send.outbound'],
    roomVersions: ['1', '2'],
    rules: {
      draftOwnEvent: (graph, spec) => {
        const { event_id: eventId, ...draft } = draftEvent(graph, spec);
        const changed = spec.type === 'm.room.message' ? `${eventId?.split(':')[0]}:another.example` : eventId;
        return { ...draft, ...(changed !== undefined && { event_id: changed }) };
      },
    },
  },
  {
    id: 'sending.malformed-unsigned',
    does: 'Sends events whose unsigned is no object',
    breaks: ['ss.emitted.event-format', 'ss.send.outbound'],
    doctor: sentTransaction(change(['pdus', '*', 'unsigned'], () => 'a text')),
  },
];
