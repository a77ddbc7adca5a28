import { Button } from '@mantine/core';
import { IconMap2 } from '@tabler/icons-react';
import { Link } from 'react-router';
import { paths } from '../paths.ts';
import { Notice } from '../ui/Notice.tsx';
import { DocumentTitle } from '../ui/Page.tsx';

export function NotFound() {
  return (
    <>
      <DocumentTitle title="Page not found" />
      <Notice
        icon={<IconMap2 size={24} />}
        title="There is no such page"
        order={1}
        actions={
          <Button component={Link} to={paths.home}>
            Go to the start page
          </Button>
        }
      >
        The link may be old or mistyped.
      </Notice>
    </>
  );
}
