import { chai } from 'vitest';
import { isJsonObject } from '../../protocol/json.ts';
import type { WireResponse } from '../../wire/http-client.ts';
import { show } from '../../wire/read.ts';

interface MatrixMatchers<R> {
  /** Status 200. */
  toBeGranted(): R;
  /** One of these statuses, with one of these error codes and an `error` text: https://spec.matrix.org/v1.19/client-server-api/#standard-error-response */
  toBeMatrixError(status: number | readonly number[], errcode: string | readonly string[]): R;
  /** One of these statuses, for refusals of which the specification leaves the error code open. */
  toBeRefused(status: number | readonly number[]): R;
}

declare module 'vitest' {
  // The type parameters are vitest's: T is what is expected of, R what a matcher returns.
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown> extends MatrixMatchers<R> {}
}

/** An answer in one line: what the assertions on whole answers show. */
function answered({ status, json, text }: WireResponse): string {
  return `${status} ${json === undefined ? JSON.stringify(text.slice(0, 500)) : show(json)}`;
}

function listed(values: string | number | readonly (string | number)[]): string {
  return [values].flat().join(' or ');
}

/** By chai, not by `expect.extend`: only chai's failures are AssertionErrors, and these alone are verdicts on the target. */
chai.use(({ Assertion }) => {
  Assertion.addMethod('toBeGranted', function () {
    const response = this._obj as WireResponse;
    const actual = answered(response);
    this.assert(
      response.status === 200,
      `${response.asked} is answered with ${actual}`,
      `${response.asked} is granted`,
      '200',
      actual,
    );
  });

  Assertion.addMethod(
    'toBeMatrixError',
    function (status: number | readonly number[], errcode: string | readonly string[]) {
      const response = this._obj as WireResponse;
      const { json } = response;
      const actual = answered(response);
      this.assert(
        [status].flat().includes(response.status) &&
          isJsonObject(json) &&
          typeof json['errcode'] === 'string' &&
          [errcode].flat().includes(json['errcode']) &&
          typeof json['error'] === 'string',
        `${response.asked} is answered with ${actual}`,
        `${response.asked} is answered with ${actual}`,
        `${listed(status)} with errcode ${listed(errcode)} and an error text`,
        actual,
      );
    },
  );

  Assertion.addMethod('toBeRefused', function (status: number | readonly number[]) {
    const response = this._obj as WireResponse;
    const actual = answered(response);
    const message = `${response.asked} is answered with ${actual}`;
    this.assert([status].flat().includes(response.status), message, message, listed(status), actual);
  });
});
