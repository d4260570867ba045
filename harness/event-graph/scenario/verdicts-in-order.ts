import { RoomGraph } from '../room-graph.ts';
import type { ExpectedVerdict, PlayedScenario } from './scenario.ts';

/**
 * What becomes of the events on a server that gets all of them in the order of the scenario: a verdict for each name. Hashes and
 * signatures are not checked.
 *
 * Source: https://spec.matrix.org/v1.19/server-server-api/#checks-performed-on-receipt-of-a-pdu
 */
export function verdictsInOrder({ graph, scenario, idOf, toldStates }: PlayedScenario): Map<string, ExpectedVerdict> {
  const server = new RoomGraph(graph);
  for (const eventId of graph.eventIds.filter((one) => graph.isOutlier(one))) server.addOutlier(graph.event(eventId));
  const verdicts = [...scenario.events.keys()].map((name): [string, ExpectedVerdict] => {
    const pdu = graph.event(idOf(name));
    const judgement = graph.judgementOf(idOf(name));
    if (!judgement) return [name, { verdict: 'not-taken' }];
    const isAllowed =
      judgement.verdict === 'accepted' && (pdu.type === 'm.room.create' || server.isAllowedNow(pdu).allowed);
    const softFailed = judgement.verdict === 'accepted' && !isAllowed;
    const told = toldStates.get(idOf(name))?.map((eventId) => graph.event(eventId));
    if (told) server.addWithState(pdu, told, [], { softFailed });
    else server.add(pdu, { softFailed, unknownState: true });
    if (judgement.verdict === 'rejected') return [name, { verdict: 'rejected', ruleId: judgement.ruleId }];
    return [name, { verdict: isAllowed ? 'accepted' : 'soft-failed' }];
  });
  return new Map(verdicts);
}
