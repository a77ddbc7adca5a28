/** Takes the file, by drop or by dialog, sends it and leads to the preview. */
import '@mantine/dropzone/styles.css';
import type { importLimits } from '@frontdesk/contract';
import { Alert, Button, Group, Paper, Progress, Stack, Text } from '@mantine/core';
import { Dropzone, type FileRejection } from '@mantine/dropzone';
import { IconFileSpreadsheet, IconUpload, IconX } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { asProblem } from '../../api/problem.ts';
import { importsKey } from '../../api/topics.ts';
import { upload } from '../../api/upload.ts';
import { paths } from '../../paths.ts';
import classes from './ImportUpload.module.css';
import { importQuery } from './queries.ts';

const maxBytes: (typeof importLimits)['bytes'] = 20_000_000;
const maxRows: (typeof importLimits)['rows'] = 50_000;

type Attempt = { file: File; idempotencyKey: string };

export default function ImportUpload() {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const [fraction, setFraction] = useState(0);
  const [refusal, setRefusal] = useState<string>();
  const abort = useRef<AbortController>(null);

  const sending = useMutation({
    mutationFn: ({ file, idempotencyKey }: Attempt) => {
      abort.current = new AbortController();
      setFraction(0);
      const request = { query: { fileName: file.name.slice(0, 200) } };
      const { signal } = abort.current;
      return upload('createPeopleImport', request, file, {
        type: 'text/csv',
        idempotencyKey,
        onProgress: setFraction,
        signal,
      });
    },
    onSuccess: (created) => {
      queryClient.setQueryData(importQuery(created.id).queryKey, created);
      void queryClient.invalidateQueries({ queryKey: [...importsKey, 'list'] });
      return navigate(paths.import(created.id));
    },
  });

  const send = (file: File) => {
    setRefusal(undefined);
    sending.mutate({ file, idempotencyKey: crypto.randomUUID() });
  };
  const cancel = () => {
    abort.current?.abort();
    sending.reset();
  };

  if (sending.isPending) {
    return <Sending file={sending.variables.file} fraction={fraction} onCancel={cancel} />;
  }
  const attempt = sending.variables;
  return (
    <Stack gap="sm">
      <Dropzone
        className={classes.zone}
        onDrop={(files) => files[0] && send(files[0])}
        onReject={(rejections) => setRefusal(whyRefused(rejections))}
        multiple={false}
        maxSize={maxBytes}
        accept={{ 'text/csv': ['.csv', '.txt'], 'application/vnd.ms-excel': ['.csv'], 'text/plain': ['.csv', '.txt'] }}
        aria-label="Choose a CSV file of people"
        inputProps={{ 'aria-label': 'CSV file of people' }}
      >
        <Stack align="center" gap={6} py={48}>
          <Dropzone.Accept>
            <IconUpload size={36} stroke={1.5} aria-hidden />
          </Dropzone.Accept>
          <Dropzone.Reject>
            <IconX size={36} stroke={1.5} aria-hidden />
          </Dropzone.Reject>
          <Dropzone.Idle>
            <IconFileSpreadsheet size={36} stroke={1.5} aria-hidden />
          </Dropzone.Idle>
          <Text fw={600} mt={4} ta="center">
            Drop a CSV file here, or click to choose one
          </Text>
          <Text size="sm" c="dimmed" ta="center">
            At most {maxBytes / 1_000_000} MB and {maxRows.toLocaleString()} rows
          </Text>
        </Stack>
      </Dropzone>
      {refusal && (
        <Alert color="red" title="This file was not taken" role="alert">
          {refusal}
        </Alert>
      )}
      {sending.isError && attempt && (
        <Alert color="red" title={asProblem(sending.error).title} role="alert">
          <Stack gap="xs" align="flex-start">
            {[asProblem(sending.error).detail, ...asProblem(sending.error).errors.map(({ message }) => message)].join(
              ' ',
            )}
            <Button size="compact-sm" variant="default" onClick={() => sending.mutate(attempt)}>
              Send {attempt.file.name} again
            </Button>
          </Stack>
        </Alert>
      )}
    </Stack>
  );
}

function Sending({ file, fraction, onCancel }: { file: File; fraction: number; onCancel: () => void }) {
  const percent = Math.round(fraction * 100);
  return (
    <Paper withBorder p="lg">
      <Group justify="space-between" mb="sm">
        <Text fw={600}>Sending {file.name}</Text>
        <Button size="compact-sm" variant="default" onClick={onCancel}>
          Cancel
        </Button>
      </Group>
      <Progress value={percent} animated aria-label="File sent" />
      <Text size="sm" c="dimmed" mt="xs">
        {percent} %
      </Text>
    </Paper>
  );
}

function whyRefused(rejections: FileRejection[]): string {
  const codes = rejections.flatMap(({ errors }) => errors.map(({ code }) => code));
  if (codes.includes('file-too-large'))
    return `It is larger than ${maxBytes / 1_000_000} MB. Split it into several files.`;
  if (codes.includes('too-many-files')) return 'Choose one file at a time.';
  return 'It is no CSV file. In a spreadsheet, use “Save as” or “Download” and choose CSV (UTF-8).';
}
