/** Hints to open browsers, through the Socket.IO servers. A hint that is lost costs a refetch later, nothing else. */
import { type ChangedHint, changedHint, type ServerEvents } from '@frontdesk/contract';
import { Emitter } from '@socket.io/redis-emitter';
import type { Redis } from 'ioredis';
import type { TenantId } from './identifiers.ts';

declare const brand: unique symbol;
export type Room = string & { readonly [brand]: 'Room' };

/** The room of all sockets of a tenant. */
export function tenantRoom(tenantId: TenantId): Room {
  return `tenant:${tenantId}` as Room;
}

/** The prefix of the channels between emitters and Socket.IO servers. */
export const hintChannel = 'frontdesk:socket.io';

export type Hints = { send(tenantId: TenantId, hint: ChangedHint): void };

export function openHints(redis: Redis): Hints {
  // The emitter does not wait for its publish: without this, one that fails would end the process.
  const publish = (channel: string, message: string) => redis.publish(channel, message).catch(() => 0);
  const emitter = new Emitter<ServerEvents>({ publish }, { key: hintChannel });
  return {
    send: (tenantId, hint) => {
      if (redis.status === 'ready') emitter.to(tenantRoom(tenantId)).emit('changed', changedHint.parse(hint));
    },
  };
}
