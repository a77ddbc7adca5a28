/** The directory's jobs. */
import type { Job } from '../../core/jobs.ts';
import { analysePeopleImport } from './importAnalysisJob.ts';
import { runPeopleImport } from './importRunJob.ts';

export const directoryJobs: readonly Job[] = [analysePeopleImport, runPeopleImport];
