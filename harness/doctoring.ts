/** What files of doctored answers may use of the harness. It must not load vitest: the command line reads them, too. */
export type { DoctoredAnswers } from './run/proof/doctored.ts';
export { answering, both, asking, change, changeEach, only, without } from './wire/doctors.ts';
export { hostedScenarios } from './run/checks/scenario-choice.ts';
export { eventIdOf } from './protocol/event-id.ts';
export { isJsonObject, type JsonObject, type JsonValue } from './protocol/json.ts';
export type { Pdu } from './protocol/pdu.ts';
export { type RoomVersion, roomVersions } from './protocol/room-versions.ts';
export { objectAt, stringAt, valueAt } from './wire/read.ts';
export type { Doctor, TargetMessage } from './wire/wire.ts';
