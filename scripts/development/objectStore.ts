/** The object store of the stack: S3 on disk, below the stack's folder. */
import { join } from 'node:path';
import type { Secrets } from './dataDirectory.ts';
import { createObjectStore } from './objectStore/server.ts';
import { type InnerServer, listen } from './servers.ts';

export async function startObjectStore(
  dataDirectory: string,
  secrets: Secrets,
): Promise<InnerServer & { url: string }> {
  const credentials = { accessKeyId: secrets.s3AccessKeyId, secretAccessKey: secrets.s3SecretAccessKey };
  const server = await listen(createObjectStore(join(dataDirectory, 'objects'), credentials));
  return { ...server, url: `http://127.0.0.1:${server.port}` };
}
