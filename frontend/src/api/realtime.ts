/** Listens to hints that something changed, and fetches again what is on the screen. */
import type { ServerEvents } from '@frontdesk/contract';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { Socket } from 'socket.io-client';
import { topicKeys } from './topics.ts';

/** An import of thousands of rows sends thousands of hints: one refetch a second is enough. */
const pauseMs = 1000;

/** Connects while mounted; without a connection the pages still work, by polling where it matters. */
export function useRealtime(): void {
  const queryClient = useQueryClient();
  useEffect(() => {
    let socket: Socket<ServerEvents> | undefined;
    let left = false;
    const waiting = new Map<string, ReturnType<typeof setTimeout>>();

    const refetch = (topic: keyof typeof topicKeys) => {
      if (waiting.has(topic)) return;
      const timer = setTimeout(() => {
        waiting.delete(topic);
        for (const queryKey of topicKeys[topic]) void queryClient.invalidateQueries({ queryKey });
      }, pauseMs);
      waiting.set(topic, timer);
    };

    void import('socket.io-client').then(({ io }) => {
      if (left) return;
      let connectedBefore = false;
      // Only a WebSocket's handshake always says its Origin, which the server insists on.
      socket = io({ path: '/socket.io/', withCredentials: true, transports: ['websocket'] });
      socket.on('changed', ({ topic }) => refetch(topic));
      socket.on('connect', () => {
        // Hints that were sent while we were away are lost.
        if (connectedBefore) void queryClient.invalidateQueries();
        connectedBefore = true;
      });
    });

    return () => {
      left = true;
      socket?.disconnect();
      for (const timer of waiting.values()) clearTimeout(timer);
    };
  }, [queryClient]);
}
