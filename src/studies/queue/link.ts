/** The connection to Redis: whether it is one, whether it keeps what it is given, and what is said when it is lost. */
import type { Redis } from "ioredis";
import { check, firstLineOf, InputError } from "../../basics/errors.js";
import { quoted } from "../../basics/text.js";

export const usualQueue = "redis://127.0.0.1:6379";

const millisecondsToConnect = 5_000;
const mostMillisecondsBetweenTries = 2_000;
/** What BullMQ's scripts are written for. */
const oldest = [6, 2] as const;

export interface Link {
  readonly redis: Redis;
  /** The address, without a password. */
  readonly shown: string;
  /** Words on a connection that was lost, or is there again, since the last call. */
  news(): string[];
  /** Nothing of it is left, whether Redis answers or not. */
  close(): void;
}

/** @throws InputError when nobody answers, or when what answers would lose the queue */
export async function openLink(url: string): Promise<Link> {
  const { redis, shown, words } = await connected(url);
  try {
    checkKeeping(await redis.info(), shown);
  } catch (error) {
    redis.disconnect();
    throw error instanceof InputError ? error : refused(shown, error);
  }
  return { redis, shown, news: () => words.splice(0), close: () => redis.disconnect() };
}

/** @throws InputError for what cannot be the address of a Redis */
export function checkAddress(url: string): void {
  check(
    /^rediss?:\/\/[^\s]+$/.test(url) && URL.canParse(url),
    `--queue must be the address of a Redis, e.g. ${usualQueue} or redis://:PASSWORD@HOST:6379/1, got "${withoutPassword(url)}"`,
  );
}

async function connected(url: string): Promise<{ redis: Redis; shown: string; words: string[] }> {
  checkAddress(url);
  const shown = withoutPassword(url);
  const { Redis } = await import("ioredis"); // takes a tenth of a second, which other commands need not wait for
  const words: string[] = [];
  let reason: unknown;
  let wasThere = false;
  const redis = new Redis(url, {
    lazyConnect: true,
    maxRetriesPerRequest: null, // what is asked while Redis is away is asked again: cells go on meanwhile
    connectTimeout: millisecondsToConnect,
    retryStrategy: (tries) => (wasThere ? Math.min(100 * tries, mostMillisecondsBetweenTries) : null),
  });
  redis.on("error", (error) => {
    reason = error;
  });
  const late = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error("no answer")), 2 * millisecondsToConnect).unref();
  });
  try {
    await Promise.race([redis.connect().then(() => redis.ping()), late]);
  } catch (error) {
    redis.disconnect();
    throw refused(shown, reason ?? error);
  }
  wasThere = true;
  let lost = false;
  redis.on("close", () => {
    if (!lost) words.push(`lost the connection to ${shown}: trying again; cells that are running go on`);
    lost = true;
  });
  redis.on("ready", () => {
    if (lost) words.push(`${shown} is there again`);
    lost = false;
  });
  return { redis, shown, words };
}

const start = "redis-server --appendonly yes --maxmemory-policy noeviction";

function refused(shown: string, error: unknown): InputError {
  const why = firstLineOf(error).replace(/^Protocol error.*/, "something else answers there");
  if (/NOAUTH|WRONGPASS|NOPERM|invalid password/i.test(why))
    return new InputError(`the Redis at ${shown} wants another password (${why}): redis://:PASSWORD@HOST:PORT`);
  return new InputError(`no Redis answers at ${shown} (${why}). Is the address right? To start one: ${start}`);
}

/** A queue that Redis may forget is none. @throws InputError with what to type */
export function checkKeeping(info: string, shown: string): void {
  const told = new Map(
    info.split(/\r?\n/).flatMap((line) => {
      const at = line.indexOf(":");
      return at > 0 ? [[line.slice(0, at), line.slice(at + 1)] as const] : [];
    }),
  );
  const version = told.get("redis_version") ?? "0";
  const [major = 0, minor = 0] = version.split(".").map(Number);
  check(
    major > oldest[0] || (major === oldest[0] && minor >= oldest[1]),
    `the Redis at ${shown} is version ${version}, and studies need ${oldest.join(".")} or later: install that`,
  );
  const policy = told.get("maxmemory_policy") ?? "noeviction";
  const wrong = [
    ...(policy === "noeviction"
      ? []
      : [[`drops what it holds when its memory is full (maxmemory-policy ${policy})`, "maxmemory-policy noeviction"] as const]),
    ...(told.get("aof_enabled") === "1"
      ? []
      : [["forgets what came last when it is restarted (appendonly no)", "appendonly yes"] as const]),
  ];
  const type = wrong.map(([, setting]) => `redis-cli -u ${quoted(shown)} config set ${setting}`).join(" && ");
  check(
    wrong.length === 0,
    `the Redis at ${shown} ${wrong.map(([what]) => what).join(", and ")}: cells would be lost. Type: ${type}`,
  );
}

function withoutPassword(url: string): string {
  return url.replace(/^(\w+:\/\/[^:@/]*):[^@]*@/, "$1:***@");
}
