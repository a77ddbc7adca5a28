/**
 * What the Socket.IO server tells browsers. A message is a hint to fetch again, never the content itself:
 * what a browser may see is decided by the API alone.
 */
import { z } from 'zod';
import { id } from './common.ts';

export const changedHint = z.strictObject({
  topic: z.enum(['people', 'imports']),
  /** The one row that changed, where it is one. */
  id: id.optional(),
});
export type ChangedHint = z.infer<typeof changedHint>;

/** Events from the server, by name, with their argument. */
export type ServerEvents = {
  changed: (hint: ChangedHint) => void;
};
