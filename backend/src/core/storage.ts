/** Files on S3-compatible storage. Every object lies under its tenant's prefix. */
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import type { Config } from './config.ts';
import type { TenantId } from './identifiers.ts';

declare const brand: unique symbol;
export type ObjectKey = string & { readonly [brand]: 'ObjectKey' };

/** The key of a tenant's object. The parts are the product's own identifiers, never a name that a person chose. */
export function objectKey(tenantId: TenantId, kind: string, id: string): ObjectKey {
  if (!/^[a-z-]+$/.test(kind) || !/^[0-9a-f-]{36}$/.test(id))
    throw new Error('an object key is made of a kind and an identifier');
  return `tenants/${tenantId}/${kind}/${id}` as ObjectKey;
}

export type Storage = {
  put(key: ObjectKey, body: Uint8Array, contentType: string): Promise<void>;
  /** @throws when there is no such object */
  get(key: ObjectKey): Promise<Uint8Array>;
  remove(key: ObjectKey): Promise<void>;
  /** Makes the bucket if it is not there. */
  prepare(): Promise<void>;
  check(): Promise<void>;
  close(): void;
};

export function openStorage(config: Config): Storage {
  const client = new S3Client({
    endpoint: config.S3_ENDPOINT,
    region: config.S3_REGION,
    forcePathStyle: true,
    credentials: { accessKeyId: config.S3_ACCESS_KEY_ID, secretAccessKey: config.S3_SECRET_ACCESS_KEY },
    // Many S3-compatible stores do not know the newer checksum trailers.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 3_000, requestTimeout: 15_000 },
  });
  const Bucket = config.S3_BUCKET;
  return {
    put: async (Key, Body, ContentType) => {
      await client.send(new PutObjectCommand({ Bucket, Key, Body, ContentType }));
    },
    get: async (Key) => {
      const answer = await client.send(new GetObjectCommand({ Bucket, Key }));
      if (!answer.Body) throw new Error('the object store answered without a body');
      return answer.Body.transformToByteArray();
    },
    remove: async (Key) => {
      await client.send(new DeleteObjectCommand({ Bucket, Key }));
    },
    prepare: async () => {
      try {
        await client.send(new HeadBucketCommand({ Bucket }));
      } catch {
        await client.send(new CreateBucketCommand({ Bucket }));
      }
    },
    check: async () => {
      await client.send(new HeadBucketCommand({ Bucket }));
    },
    close: () => client.destroy(),
  };
}
