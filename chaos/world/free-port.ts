import { createServer } from 'node:net';

/** Below the ports that systems give to outgoing connections: a dial can't meet itself there while nobody listens. */
const LOWEST = 20_000;
const RANGE = 10_000;
let next = (process.pid * 31) % RANGE;

/** A port that is free now. */
export async function freePort(): Promise<number> {
  for (;;) {
    next = (next + 7) % RANGE;
    if (await isFree(LOWEST + next)) return LOWEST + next;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
