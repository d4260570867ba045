/** Whole answers that stand in the place of true ones, for doctored answers. */

export const nothing = { status: 200, json: {} };

export const forbidden = { status: 403, json: { errcode: 'M_FORBIDDEN', error: 'No' } };

export const notFound = { status: 404, json: { errcode: 'M_NOT_FOUND', error: 'Not found' } };

export const broken = { status: 500, json: { errcode: 'M_UNKNOWN', error: 'Broken' } };
