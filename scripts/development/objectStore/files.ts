/** Objects as files: the content and, beside it, what is known of it. A half-written object is never seen. */
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

export type ObjectHead = {
  readonly key: string;
  readonly contentType: string;
  readonly size: number;
  readonly etag: string;
  readonly lastModified: string;
};

export type ObjectFiles = {
  hasBucket(bucket: string): boolean;
  makeBucket(bucket: string): void;
  head(bucket: string, key: string): Promise<ObjectHead | undefined>;
  content(bucket: string, key: string): Promise<Buffer>;
  put(bucket: string, key: string, contentType: string, body: Buffer): Promise<ObjectHead>;
  remove(bucket: string, key: string): Promise<void>;
  list(bucket: string, prefix: string): ObjectHead[];
};

/** Keeps objects below `folder`. File names are digests of keys, so that no key can leave the folder. */
export function openObjectFiles(folder: string): ObjectFiles {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const pathOf = (bucket: string, key: string) => {
    const digest = createHash('sha256').update(key).digest('hex');
    return join(folder, bucket, digest.slice(0, 2), digest);
  };
  return {
    hasBucket: (bucket) => existsSync(join(folder, bucket)),
    makeBucket: (bucket) => void mkdirSync(join(folder, bucket), { recursive: true, mode: 0o700 }),
    async head(bucket, key) {
      const path = `${pathOf(bucket, key)}.json`;
      return existsSync(path) ? (JSON.parse(await readFile(path, 'utf8')) as ObjectHead) : undefined;
    },
    content: (bucket, key) => readFile(`${pathOf(bucket, key)}.data`),
    async put(bucket, key, contentType, body) {
      const etag = `"${createHash('md5').update(body).digest('hex')}"`;
      const head = { key, contentType, size: body.length, etag, lastModified: new Date().toISOString() };
      const path = pathOf(bucket, key);
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      await writeAtOnce(`${path}.data`, body);
      await writeAtOnce(`${path}.json`, Buffer.from(JSON.stringify(head)));
      return head;
    },
    async remove(bucket, key) {
      await rm(`${pathOf(bucket, key)}.json`, { force: true });
      await rm(`${pathOf(bucket, key)}.data`, { force: true });
    },
    list: (bucket, prefix) =>
      readdirSync(join(folder, bucket), { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.json'))
        .map((name) => JSON.parse(readFileSync(join(folder, bucket, name), 'utf8')) as ObjectHead)
        .filter(({ key }) => key.startsWith(prefix))
        .sort((one, other) => (one.key < other.key ? -1 : 1)),
  };
}

/** Writes aside, syncs, then renames: after a crash the file is the old one or the new one. */
async function writeAtOnce(path: string, content: Buffer): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  await writeFile(aside, content, { mode: 0o600 });
  const file = await open(aside);
  await file.sync();
  await file.close();
  await rename(aside, path);
}
