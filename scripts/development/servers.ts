/** HTTP and SMTP servers of our own, inside the stack's process, on loopback ports. */
import type { Server } from 'node:net';

export type InnerServer = { readonly port: number; readonly stop: () => Promise<void> };

/** Lets a server listen on a free loopback port. */
export function listen(server: Server & { closeAllConnections?: () => void }): Promise<InnerServer> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
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
