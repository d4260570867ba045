import { catalogue } from '../../../suites/catalogue.ts';
import { schemaRequirements } from './schema-requirements.ts';
import type { Catalogue } from './requirement.ts';

/** Every requirement: those that checks name, and one for each operation that has schemas. */
export const fullCatalogue: Catalogue = { ...schemaRequirements(), ...catalogue };
