/** One person: who they are, how to reach them, where they stand in the organization. */
import type { Person } from '@frontdesk/contract';
import { Anchor, Badge, Breadcrumbs, Button, Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import { IconArrowLeft, IconUserQuestion } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import { ApiProblem, asProblem } from '../../api/problem.ts';
import { paths } from '../../paths.ts';
import { Breakable } from '../../ui/Breakable.tsx';
import { CopyAction } from '../../ui/CopyValue.tsx';
import { count } from '../../ui/format.ts';
import { Failure, Notice } from '../../ui/Notice.tsx';
import { DocumentTitle, Page } from '../../ui/Page.tsx';
import { PersonAvatar } from '../../ui/PersonAvatar.tsx';
import classes from './PersonPage.module.css';
import { personQuery, prefetchPerson } from './queries.ts';

export function Component() {
  const { personId = '' } = useParams();
  const { data: person, error, isPending, refetch } = useQuery(personQuery(personId));

  if (isPending) return <PersonSkeleton />;
  if (person) return <Profile person={person} />;
  if (error instanceof ApiProblem && (error.status === 404 || error.status === 422 || error.status === 400))
    return <NoSuchPerson />;
  return (
    <>
      <DocumentTitle title="Person" />
      <Failure problem={asProblem(error)} onRetry={() => void refetch()} order={1} />
    </>
  );
}

function Profile({ person }: { person: Person }) {
  const { displayName, title, departmentPath, status } = person;
  return (
    <Page
      title={displayName}
      above={<BackToPeople />}
      heading={
        <Group gap="lg" wrap="nowrap" align="center">
          <PersonAvatar name={displayName} size={72} />
          <div className={classes.names}>
            <Group gap="xs">
              <Title order={1}>{displayName}</Title>
              {status === 'inactive' && <Badge color="gray">Inactive</Badge>}
            </Group>
            {title && <Text size="md">{title}</Text>}
            {departmentPath.length > 0 && (
              <nav aria-label="Department">
                <Breadcrumbs separator="›" separatorMargin={6} className={classes.path}>
                  {departmentPath.map(({ id, name }) => (
                    <Anchor key={id} component={Link} to={paths.people({ department: id })} size="sm">
                      {name}
                    </Anchor>
                  ))}
                </Breadcrumbs>
              </nav>
            )}
          </div>
        </Group>
      }
    >
      <div className={classes.columns}>
        <Contact person={person} />
        <Stack gap="xl">
          <section aria-labelledby="manager">
            <Title order={2} id="manager" mb="xs">
              Manager
            </Title>
            {person.manager ? (
              <Colleague colleague={person.manager} />
            ) : (
              <Text size="sm" c="dimmed">
                Reports to no one.
              </Text>
            )}
          </section>
          <section aria-labelledby="reports">
            <Title order={2} id="reports" mb="xs">
              Direct reports
            </Title>
            {person.directReports.length > 0 ? (
              <>
                <Text size="sm" c="dimmed" mb="xs">
                  {count(person.directReports.length, 'person reports', 'people report')} to {person.givenName}.
                </Text>
                <ul className={classes.colleagues}>
                  {person.directReports.map((colleague) => (
                    <li key={colleague.id}>
                      <Colleague colleague={colleague} />
                    </li>
                  ))}
                </ul>
              </>
            ) : (
              <Text size="sm" c="dimmed">
                No one reports to {person.givenName}.
              </Text>
            )}
          </section>
        </Stack>
      </div>
    </Page>
  );
}

function Contact({ person }: { person: Person }) {
  const { email, phone, location, employeeNumber } = person;
  return (
    <section aria-labelledby="contact">
      <Title order={2} id="contact" mb="xs">
        Contact
      </Title>
      <dl className={classes.facts}>
        <dt>E-mail</dt>
        <dd>
          <Anchor href={`mailto:${email}`} size="sm">
            <Breakable text={email} />
          </Anchor>
          <CopyAction value={email} label="e-mail address" />
        </dd>
        {phone && (
          <>
            <dt>Phone</dt>
            <dd>
              <Anchor href={`tel:${phone.replace(/[^\d+]/g, '')}`} size="sm">
                {phone}
              </Anchor>
              <CopyAction value={phone} label="phone number" />
            </dd>
          </>
        )}
        {location && (
          <>
            <dt>Location</dt>
            <dd>{location}</dd>
          </>
        )}
        {employeeNumber && (
          <>
            <dt>Employee number</dt>
            <dd>{employeeNumber}</dd>
          </>
        )}
      </dl>
    </section>
  );
}

function Colleague({ colleague }: { colleague: Person['directReports'][number] }) {
  const queryClient = useQueryClient();
  const prefetch = () => prefetchPerson(queryClient, colleague.id);
  return (
    <Link className={classes.colleague} to={paths.person(colleague.id)} onMouseEnter={prefetch} onFocus={prefetch}>
      <PersonAvatar name={colleague.displayName} size={36} />
      <span className={classes.names}>
        <Text component="span" display="block" size="sm" fw={550} truncate>
          {colleague.displayName}
        </Text>
        <Text component="span" display="block" size="xs" c="dimmed" truncate>
          {colleague.title ?? ' '}
        </Text>
      </span>
    </Link>
  );
}

function BackToPeople() {
  return (
    <Anchor component={Link} to={paths.people()} size="sm" className={classes.back}>
      <IconArrowLeft size={15} aria-hidden /> People
    </Anchor>
  );
}

function NoSuchPerson() {
  return (
    <>
      <DocumentTitle title="Person not found" />
      <Notice
        icon={<IconUserQuestion size={24} />}
        title="This person is not in the directory"
        order={1}
        actions={
          <Button component={Link} to={paths.people()}>
            Search all people
          </Button>
        }
      >
        They may have left the organization, or the link is wrong.
      </Notice>
    </>
  );
}

function PersonSkeleton() {
  return (
    <Page
      title="Person"
      above={<BackToPeople />}
      heading={
        <Group gap="lg" wrap="nowrap" aria-busy>
          <Skeleton circle height={72} />
          <Stack gap={10}>
            <Skeleton height={20} width={200} />
            <Skeleton height={12} width={140} />
          </Stack>
        </Group>
      }
    >
      <div className={classes.columns}>
        <Skeleton height={120} />
        <Skeleton height={60} />
      </div>
    </Page>
  );
}
