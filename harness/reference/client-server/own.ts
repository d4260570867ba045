import { forbidden } from '../http/matrix-error.ts';
import { param, type UserRequest } from '../http/route.ts';

/** @throws MatrixError if the user in the path of a request is another one than who makes it */
export function demandOwn(request: UserRequest): void {
  const userId = param(request, 'userId');
  if (userId !== request.userId) throw forbidden(`${request.userId} cannot do this for ${userId}`);
}
