/** One import on its way: the file is checked, the preview waits for a decision, the rows are written. */
import type { PeopleImport } from '@frontdesk/contract';
import { Anchor, Button, Skeleton } from '@mantine/core';
import { IconArrowLeft, IconFileOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import { ApiProblem, asProblem } from '../../api/problem.ts';
import { paths } from '../../paths.ts';
import { formatDateTime } from '../../ui/format.ts';
import { Failure, Notice } from '../../ui/Notice.tsx';
import { DocumentTitle, Page } from '../../ui/Page.tsx';
import { ImportEnded } from './ImportEnded.tsx';
import { ImportPreview } from './ImportPreview.tsx';
import { ImportProgress } from './ImportProgress.tsx';
import { ImportSteps } from './ImportSteps.tsx';
import { importQuery } from './queries.ts';

export function Component() {
  const { importId = '' } = useParams();
  const { data, error, isPending, refetch } = useQuery(importQuery(importId));

  if (isPending) {
    return (
      <Page title="Import" above={<BackToImports />}>
        <Skeleton height={160} radius="md" />
      </Page>
    );
  }
  if (data) {
    return (
      <Page
        title={data.fileName}
        above={<BackToImports />}
        description={`Sent by ${data.createdBy}, ${formatDateTime(data.createdAt)}`}
      >
        <ImportSteps status={data.status} />
        <Stage current={data} />
      </Page>
    );
  }
  const missing = error instanceof ApiProblem && [400, 404, 422].includes(error.status);
  return (
    <>
      <DocumentTitle title="Import" />
      {missing ? <NoSuchImport /> : <Failure problem={asProblem(error)} onRetry={() => void refetch()} order={1} />}
    </>
  );
}

function Stage({ current }: { current: PeopleImport }) {
  switch (current.status) {
    case 'analysing':
    case 'running':
      return <ImportProgress current={current} />;
    case 'ready':
      return <ImportPreview current={current} />;
    case 'failed':
      return <ImportFailed current={current} />;
    default:
      return <ImportEnded current={current} />;
  }
}

function ImportFailed({ current }: { current: PeopleImport }) {
  return (
    <div role="alert">
      <Notice
        icon={<IconFileOff size={24} />}
        color="red"
        title="This file could not be read"
        actions={
          <Button component={Link} to={paths.imports}>
            Choose another file
          </Button>
        }
      >
        <p>{current.failure ?? 'It is not a CSV file with a line of column names.'}</p>
        <p>Nothing was written. Correct the file, or start from the template, and send it again.</p>
      </Notice>
    </div>
  );
}

function BackToImports() {
  return (
    <Anchor
      component={Link}
      to={paths.imports}
      size="sm"
      display="inline-flex"
      style={{ alignItems: 'center', gap: 4 }}
    >
      <IconArrowLeft size={15} aria-hidden /> Import people
    </Anchor>
  );
}

function NoSuchImport() {
  return (
    <Notice
      icon={<IconFileOff size={24} />}
      title="There is no such import"
      order={1}
      actions={
        <Button component={Link} to={paths.imports}>
          See recent imports
        </Button>
      }
    >
      The link may be old or mistyped.
    </Notice>
  );
}
