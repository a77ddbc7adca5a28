/** The first part of every query key that a realtime hint can make stale. */
import type { ChangedHint } from '@frontdesk/contract';

export const peopleKey = ['people'] as const;
export const departmentsKey = ['departments'] as const;
export const importsKey = ['imports'] as const;

/** Which cached answers each topic makes stale. */
export const topicKeys: Readonly<Record<ChangedHint['topic'], readonly (readonly string[])[]>> = {
  people: [peopleKey, departmentsKey],
  imports: [importsKey],
};
