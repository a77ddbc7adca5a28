/** The request that is being worked on, for log lines and outbox rows. An id only: who acts is always passed on. */
import { AsyncLocalStorage } from 'node:async_hooks';

const current = new AsyncLocalStorage<string>();

export const withRequestId = <Result>(id: string, work: () => Result): Result => current.run(id, work);

export const currentRequestId = (): string | undefined => current.getStore();
