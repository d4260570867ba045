import type { RoomVersionRules } from '../../protocol/room-versions.ts';

/** How binding the text is. DEFINED: the text states behaviour in plain indicative, without a keyword. */
export type Level = 'MUST' | 'SHOULD' | 'MAY' | 'DEFINED';

/** Whether it is a breach not to do it: SHOULD is advice, and MAY leave. */
export function isBinding(level: Level): boolean {
  return level === 'MUST' || level === 'DEFINED';
}

/** One checkable statement of the specification. */
export interface Requirement {
  readonly level: Level;
  /** The specification version it came with; `r0` stands for everything before v1.1. */
  readonly since: `v1.${number}` | 'r0';
  /** What must hold, in our own words. */
  readonly text: string;
  /** Where the specification says so, relative to {@link specificationUrl}. */
  readonly anchor: `/${string}`;
  /** The room versions it holds for, where it does not hold for all. */
  readonly roomVersions?: (rules: RoomVersionRules) => boolean;
  /** Where the text leaves a choice: which readings the checks accept, and why. */
  readonly ambiguity?: string;
  /** Why no check can decide it from outside. */
  readonly notObservable?: string;
}

/** The release of the specification that the anchors point to. */
export const specificationUrl = 'https://spec.matrix.org/v1.19';

/** The catalogue of one API: id to requirement. Ids are permanent: `cs.` or `ss.` …, area, statement. */
export type Catalogue = Readonly<Record<string, Requirement>>;

/** Orders specification versions: `r0` before v1.1, and v1.9 before v1.10. @returns negative, zero or positive */
export function compareSpecificationVersions(a: string, b: string): number {
  return specificationNumber(a) - specificationNumber(b);
}

/** Whether a requirement is newer than what a homeserver claims. */
export function isBeyond(since: string, claim: string): boolean {
  return compareSpecificationVersions(since, claim) > 0;
}

/** @param version `v1.15`, or an `r0.x.y` release, all of which count as 0 */
function specificationNumber(version: string): number {
  const minor = /^v1\.(\d+)$/.exec(version)?.[1];
  return minor === undefined ? 0 : Number(minor);
}
