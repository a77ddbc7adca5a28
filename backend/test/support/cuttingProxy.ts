/** A TCP proxy in front of PostgreSQL that can lose what goes through it at a chosen moment. */
import { connect, createServer, type Socket } from 'node:net';

/** `request`: what the client sends does not arrive. `answer`: it arrives, but the server's answer does not. */
export type Loss = 'request' | 'answer';

export type CuttingProxy = {
  readonly url: string;
  /** Lets `writes` more writes of the client through, then loses what comes next and cuts the connection. */
  cutAfter(writes: number, loss: Loss): void;
  /** Cuts nothing any more. @returns whether a connection has been cut since the last time */
  mend(): boolean;
  stop(): Promise<void>;
};

/** @param target the address of the server; the proxy's has the same role and database */
export async function startCuttingProxy(target: string): Promise<CuttingProxy> {
  const { hostname, port } = new URL(target);
  let left = Number.POSITIVE_INFINITY;
  let losing: Loss = 'request';
  let cut = false;
  const sockets = new Set<Socket>();

  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    let deaf = false;
    const end = () => {
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', end).on('close', () => {
        sockets.delete(socket);
        end();
      });
    }
    client.on('data', (chunk) => {
      left -= 1;
      if (left >= 0) return void upstream.write(chunk);
      cut = true;
      if (losing === 'request') return end();
      deaf = true;
      upstream.write(chunk);
    });
    upstream.on('data', (chunk) => {
      if (deaf) end();
      else client.write(chunk);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const url = new URL(target);
  url.port = String(typeof address === 'object' ? address?.port : '');
  return {
    url: url.href,
    cutAfter: (writes, loss) => {
      left = writes;
      losing = loss;
      cut = false;
    },
    mend: () => {
      left = Number.POSITIVE_INFINITY;
      return cut;
    },
    stop: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
