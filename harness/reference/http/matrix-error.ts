import type { JsonObject } from '../../protocol/json.ts';

/** An error as the APIs of Matrix answer it. Source: https://spec.matrix.org/v1.19/client-server-api/#standard-error-response */
export class MatrixError extends Error {
  override readonly name = 'MatrixError';
  readonly status: number;
  readonly errcode: string;
  /** What else stands in the body. */
  readonly more: JsonObject;

  /**
   * @param status HTTP status
   * @param errcode such as `M_FORBIDDEN`
   * @param message for people
   */
  constructor(status: number, errcode: string, message: string, more: JsonObject = {}) {
    super(message);
    this.status = status;
    this.errcode = errcode;
    this.more = more;
  }
}

/** 403 `M_FORBIDDEN`. */
export function forbidden(message: string): MatrixError {
  return new MatrixError(403, 'M_FORBIDDEN', message);
}

/** 404 `M_NOT_FOUND`. */
export function notFound(message: string): MatrixError {
  return new MatrixError(404, 'M_NOT_FOUND', message);
}

/** 400 `M_BAD_JSON`: JSON, but not what the operation asks for. */
export function badJson(message: string): MatrixError {
  return new MatrixError(400, 'M_BAD_JSON', message);
}

/** 400 `M_INVALID_PARAM`. */
export function invalidParameter(message: string): MatrixError {
  return new MatrixError(400, 'M_INVALID_PARAM', message);
}

/** 400 `M_MISSING_PARAM`. */
export function missingParameter(message: string): MatrixError {
  return new MatrixError(400, 'M_MISSING_PARAM', message);
}
