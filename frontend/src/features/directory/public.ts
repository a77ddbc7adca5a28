/** What other parts of the application may use of the directory. */
export { peopleQuery } from './queries.ts';
