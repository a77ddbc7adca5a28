/** Every job that the worker knows. */
import type { Job } from '../core/jobs.ts';
import { directoryJobs } from '../features/directory/jobs.ts';
import { sendInvitation } from '../features/identity/jobs.ts';

export const jobs: readonly Job[] = [sendInvitation, ...directoryJobs];
