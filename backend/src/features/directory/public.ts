/** What other features may use of the directory. */
export { createPerson, findPersonByEmail } from './people.ts';
