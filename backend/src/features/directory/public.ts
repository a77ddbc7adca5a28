/** What other features may use of the directory. */
export { createPerson, findPersonByEmail, type NewPerson } from './people.ts';
