/** What is said where there is no Redis, or one that would lose the queue. */
import { createServer } from "node:net";
import { expect, test } from "vitest";
import { checkKeeping, openLink } from "../../../src/studies/queue/link.js";

const info = (more: Readonly<Record<string, string>> = {}) =>
  Object.entries({ redis_version: "7.0.15", aof_enabled: "1", maxmemory_policy: "noeviction", ...more })
    .map(([name, value]) => `${name}:${value}\r\n`)
    .join("");

test("a Redis that keeps all is taken, any other refused with what to type", () => {
  const said = (more: Readonly<Record<string, string>>) => () => checkKeeping(info(more), "redis://there:6379");
  expect(said({})).not.toThrow();
  expect(said({ aof_enabled: "0" })).toThrow(
    "the Redis at redis://there:6379 forgets what came last when it is restarted (appendonly no): cells would be lost. Type: redis-cli -u redis://there:6379 config set appendonly yes",
  );
  expect(said({ maxmemory_policy: "allkeys-lru" })).toThrow(
    /allkeys-lru.*: redis-cli -u redis:\/\/there:6379 config set maxmemory-policy noeviction$/,
  );
  expect(said({ aof_enabled: "0", maxmemory_policy: "volatile-ttl" })).toThrow(
    /noeviction && redis-cli .* config set appendonly yes$/,
  );
  expect(said({ redis_version: "6.0.16" })).toThrow("is version 6.0.16, and studies need 6.2 or later");
});

test.each([["localhost"], ["http://localhost:6379"], ["redis://"]])("%s is no address of a Redis", async (url) => {
  await expect(openLink(url)).rejects.toThrow("--queue must be the address of a Redis, e.g. redis://127.0.0.1:6379");
});

test("where nobody answers, or something else, it is said at once and without the password", async () => {
  const other = createServer((socket) => socket.resume().end("HTTP/1.1 400 Bad Request\r\n\r\n")).listen(0, "127.0.0.1");
  await new Promise((resolve) => other.once("listening", resolve));
  const { port } = other.address() as { port: number };
  await expect(openLink(`redis://127.0.0.1:${port}`)).rejects.toThrow(
    `no Redis answers at redis://127.0.0.1:${port} (something else answers there)`,
  );
  await new Promise((resolve) => other.close(resolve));
  await expect(openLink(`redis://:secret@127.0.0.1:${port}/2`)).rejects.toThrow(
    new RegExp(
      `no Redis answers at redis://:\\*\\*\\*@127.0.0.1:${port}/2 \\(connect ECONNREFUSED.*To start one: redis-server --appendonly`,
    ),
  );
});
