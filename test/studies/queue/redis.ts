/** A Redis of a test's own, by Debian's redis-server, on a port and in a folder that nobody else has. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { accessSync, constants, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { Redis } from "ioredis";

/** Where it is installed; undefined where it is not, and tests that need it are skipped. */
export const redisServer: string | undefined = (process.env.PATH ?? "")
  .split(delimiter)
  .map((folder) => join(folder, "redis-server"))
  .find((file) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });

export interface Server {
  readonly url: string;
  /** For what tests ask beside Floe. */
  readonly redis: Redis;
  /** Ended at once, as by a power failure, and begun again with what its file holds. */
  restart(millisecondsAway: number): Promise<void>;
  close(): Promise<void>;
}

export async function startRedis(): Promise<Server> {
  const folder = mkdtempSync(join(tmpdir(), "floe-redis-"));
  const port = await freePort();
  const begin = async (): Promise<ChildProcess> => {
    const settings = ["--port", String(port), "--dir", folder, "--bind", "127.0.0.1", "--save", ""];
    const child = spawn(redisServer as string, [...settings, "--appendonly", "yes", "--maxmemory-policy", "noeviction"]);
    for await (const chunk of child.stdout) if (String(chunk).includes("Ready to accept connections")) break;
    child.stdout.resume();
    return child;
  };
  let child = await begin();
  const url = `redis://127.0.0.1:${port}`;
  const redis = new Redis(url, { maxRetriesPerRequest: null, retryStrategy: () => 50 });
  redis.on("error", () => {});
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  };
  return {
    url,
    redis,
    async restart(millisecondsAway) {
      await end("SIGKILL");
      await setTimeout(millisecondsAway);
      child = await begin();
    },
    async close() {
      redis.disconnect();
      await end("SIGKILL");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}
