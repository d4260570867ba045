import { allOperations, type Operation } from '../../wire/schemas/operations.ts';
import type { Catalogue, Requirement } from './requirement.ts';

/** Each operation has a requirement of its own: what the target sends for it keeps to the documented form. */
export function schemaRequirementId(operation: Operation): string {
  const api = operation.api === 'client-server' ? 'cs' : 'ss';
  return `${api}.schema.${operation.operationId}`;
}

/** The requirements that hold of every message, one for each operation that has schemas. */
export function schemaRequirements(): Catalogue {
  return Object.fromEntries(
    allOperations().map((operation) => [schemaRequirementId(operation), schemaRequirement(operation)]),
  );
}

function schemaRequirement(operation: Operation): Requirement {
  return {
    level: 'MUST',
    since: /^v1\.\d+$/.test(operation.since) ? (operation.since as Requirement['since']) : 'r0',
    text: `Whatever the homeserver sends for ${operation.method} ${operation.path} has a documented status, is JSON where JSON is documented, and has the documented form`,
    anchor: `/${operation.api}-api/#${operation.method.toLowerCase()}${operation.path.replaceAll(/[^A-Za-z0-9_.-]/g, '').toLowerCase()}`,
  };
}
