import type { ImportStatus } from '@frontdesk/contract';
import { IconCheck, IconX } from '@tabler/icons-react';
import classes from './ImportSteps.module.css';

const steps = ['Check the file', 'Preview', 'Import'];
/** The step at which each status stands; past the end when all are done. */
const standing: Readonly<Record<ImportStatus, number>> = {
  analysing: 0,
  failed: 0,
  ready: 1,
  running: 2,
  stopped: 2,
  done: 3,
};

export function ImportSteps({ status }: { status: ImportStatus }) {
  const current = standing[status];
  const broken = status === 'failed' || status === 'stopped';
  return (
    <ol className={classes.steps} aria-label="Steps of the import">
      {steps.map((label, index) => (
        <li
          key={label}
          className={classes.step}
          data-state={index < current ? 'done' : index > current ? 'ahead' : broken ? 'broken' : 'current'}
          aria-current={index === current ? 'step' : undefined}
        >
          <span className={classes.mark} aria-hidden>
            {index < current ? <IconCheck size={14} /> : index === current && broken ? <IconX size={14} /> : index + 1}
          </span>
          {label}
        </li>
      ))}
    </ol>
  );
}
