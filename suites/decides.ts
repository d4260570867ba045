import { decidesFrom } from '../harness/index.ts';
import type { catalogue } from './catalogue.ts';

/** Names the requirements that a check decides. */
export const decides = decidesFrom<typeof catalogue>();
