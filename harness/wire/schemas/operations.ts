import { readSchema, schemasIn, type OperationAnnotation } from './schema-files.ts';

/** One operation of an API for which `schemas/` has a file. */
export interface Operation {
  readonly api: 'client-server' | 'server-server';
  /** As the specification's OpenAPI documents call it. */
  readonly operationId: string;
  /** Api and operation id, such as `client-server/sync`; also the name of the schema file. */
  readonly id: string;
  readonly method: string;
  /** Template of the path, such as `/_matrix/client/v3/rooms/{roomId}/kick`. */
  readonly path: string;
  /** First release of the specification with this operation. */
  readonly since: string;
  readonly authentication: OperationAnnotation['authentication'];
  /** Whether the `Content-Type` header has to say JSON. */
  readonly contentTypeRequired: boolean;
}

interface Route {
  readonly segments: readonly string[];
  readonly operation: Operation;
}

let known: { readonly operations: readonly Operation[]; readonly routes: ReadonlyMap<string, readonly Route[]> };

/** All operations that `schemas/` describes. */
export function allOperations(): readonly Operation[] {
  return load().operations;
}

/**
 * The operation that a request is meant for.
 *
 * @param method HTTP method in capitals
 * @param target path of the request, percent-encoded as sent; a query may follow. The prefixes of old releases
 *   (`/_matrix/client/r0`) stand for those of today
 * @returns undefined where `schemas/` describes no such operation
 */
export function findOperation(method: string, target: string): Operation | undefined {
  const [path = ''] = target.split('?', 1);
  const segments = modernised(path).split('/');
  const routes = load().routes.get(`${method} ${segments.length}`) ?? [];
  return routes.find((route) => route.segments.every((template, index) => fits(template, segments[index] ?? '')))
    ?.operation;
}

/**
 * The operation of a given id, for a caller that knows which one it means.
 *
 * @throws Error where `schemas/` describes no such operation
 */
export function operationById(id: string): Operation {
  const operation = allOperations().find((candidate) => candidate.id === id);
  if (operation === undefined) throw new Error(`There is no file schemas/${id}.json: write it, or correct the id.`);
  return operation;
}

/** https://spec.matrix.org/v1.19/client-server-api/ had the release in its paths until r0.6.1. */
function modernised(path: string): string {
  return path.replace(/^\/_matrix\/client\/r0\//u, '/_matrix/client/v3/');
}

function fits(template: string, segment: string): boolean {
  if (template === '{stateKey}') return true;
  if (template.startsWith('{')) return segment !== '';
  return template === segment || template === decoded(segment);
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function load(): typeof known {
  known ??= readAll();
  return known;
}

function readAll(): typeof known {
  const operations: Operation[] = [];
  const routes = new Map<string, Route[]>();
  for (const api of ['client-server', 'server-server'] as const) {
    for (const file of schemasIn(api)) {
      const annotation = readSchema(file).operation;
      if (annotation === undefined) throw new Error(`schemas/${file} has no keyword "operation": add it.`);
      const id = file.slice(0, -'.json'.length);
      const { method, path, since, authentication } = annotation;
      const operationId = id.slice(api.length + 1);
      const contentTypeRequired = annotation.contentType !== 'optional';
      const operation: Operation = { api, operationId, id, method, path, since, authentication, contentTypeRequired };
      operations.push(operation);
      for (const template of [path, ...(annotation.otherPaths ?? [])]) {
        const segments = template.split('/');
        const key = `${method} ${segments.length}`;
        routes.set(key, [...(routes.get(key) ?? []), { segments, operation }]);
      }
    }
  }
  for (const list of routes.values()) list.sort((a, b) => parameters(a) - parameters(b));
  return { operations, routes };
}

/** The route with the fewest parameters is tried first: `/query/profile` before `/query/{queryType}`. */
function parameters(route: Route): number {
  return route.segments.filter((segment) => segment.startsWith('{')).length;
}
