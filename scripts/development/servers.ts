/** HTTP and SMTP servers of our own: inside the stack's process on loopback ports, or in a container on known ones. */
import type { Server } from 'node:net';

export type InnerServer = { readonly port: number; readonly stop: () => Promise<void> };

/** Where a server listens. */
export type Place = { readonly port: number; readonly address: string };

const freeLoopbackPort: Place = { port: 0, address: '127.0.0.1' };

/** Lets a server listen, on a free loopback port unless told. */
export function listen(
  server: Server & { closeAllConnections?: () => void },
  place: Place = freeLoopbackPort,
): Promise<InnerServer> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(place.port, place.address, () => {
      const address = server.address();
      if (!address || typeof address === 'string') return reject(new Error('The server has no port.'));
      resolve({ port: address.port, stop: () => closed(server) });
    });
  });
}

function closed(server: Server & { closeAllConnections?: () => void }): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections?.();
  });
}
