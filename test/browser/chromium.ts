/** A real Chromium without a window, spoken to over a pipe in its own protocol (DevTools): no driver is needed. */
import { type ChildProcess, spawn } from "node:child_process";
import { accessSync, constants, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import type { Readable, Writable } from "node:stream";

/** Where it is installed; undefined where it is not, and tests that need it are skipped. */
export const chromium: string | undefined = ["chromium", "chromium-browser", "google-chrome"]
  .flatMap((name) => (process.env.PATH ?? "").split(delimiter).map((folder) => join(folder, name)))
  .find(isProgram);

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

export interface Tab {
  /** The value of an expression in the page, which may be a promise of plain data. Throws what the page throws. */
  evaluate<T>(expression: string): Promise<T>;
  /** What went wrong in the page, and what it asked the network for. */
  readonly complaints: readonly string[];
  readonly requests: readonly string[];
}

export interface Browser {
  open(url: string): Promise<Tab>;
  close(): Promise<void>;
}

interface Message {
  readonly id?: number;
  readonly sessionId?: string;
  readonly method?: string;
  readonly params?: Record<string, unknown>;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly message: string };
}

export function launch(): Browser {
  const profile = mkdtempSync(join(tmpdir(), "floe-chromium-"));
  const flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", `--user-data-dir=${profile}`];
  const child = spawn(chromium as string, [...flags, "--remote-debugging-pipe", "about:blank"], {
    stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"],
  });
  const { send, listen } = connect(child);
  return {
    async open(url) {
      const { targetId } = await send("Target.createTarget", { url: "about:blank" });
      const { sessionId } = await send("Target.attachToTarget", { targetId, flatten: true });
      const say = (method: string, params = {}) => send(method, params, sessionId as string);
      const complaints: string[] = [];
      const requests: string[] = [];
      const loaded = new Promise<void>((resolve) =>
        listen(sessionId as string, ({ method, params = {} }) => {
          if (method === "Page.loadEventFired") resolve();
          if (method === "Network.requestWillBeSent") requests.push((params.request as { url: string }).url);
          if (method === "Runtime.exceptionThrown" || method === "Log.entryAdded") complaints.push(JSON.stringify(params));
        }),
      );
      for (const domain of ["Page", "Runtime", "Log", "Network"]) await say(`${domain}.enable`);
      await say("Page.navigate", { url });
      await loaded;
      return { complaints, requests, evaluate: (expression) => evaluate(say, expression) };
    },
    async close() {
      const ended = new Promise((resolve) => child.on("close", resolve));
      child.kill();
      await ended;
      // Chromium's own helpers may still write for some seconds after it has ended.
      try {
        rmSync(profile, { recursive: true, force: true, maxRetries: 12, retryDelay: 200 });
      } catch {
        // A folder of the system's temporary ones that stays is no fault of what was tested.
      }
    },
  };
}

type Say = (method: string, params?: object) => Promise<Record<string, unknown>>;

async function evaluate<T>(say: Say, expression: string): Promise<T> {
  const answer = await say("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true });
  const { result, exceptionDetails } = answer as {
    result: { value: T };
    exceptionDetails?: { exception?: { description?: string } };
  };
  if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? "the page failed");
  return result.value;
}

/** Messages are JSON, each ended by a zero byte: commands on descriptor 3, answers and events on 4. */
function connect(child: ChildProcess) {
  const [commands, answers] = [child.stdio[3] as Writable, child.stdio[4] as Readable];
  const waiting = new Map<number, { resolve(result: Record<string, unknown>): void; reject(error: Error): void }>();
  const listeners = new Map<string, (message: Message) => void>();
  let last = 0;
  let rest = "";
  answers.setEncoding("utf8").on("data", (chunk: string) => {
    const parts = (rest + chunk).split("\0");
    rest = parts.pop() as string;
    for (const part of parts) take(JSON.parse(part) as Message);
  });
  child.on("close", () => {
    for (const { reject } of waiting.values()) reject(new Error("Chromium ended"));
  });
  commands.on("error", () => {}); // it ended: the commands under way are told

  function take(message: Message): void {
    const { id, sessionId, result, error } = message;
    if (id === undefined) listeners.get(sessionId ?? "")?.(message);
    const call = waiting.get(id ?? 0);
    waiting.delete(id ?? 0);
    if (error) call?.reject(new Error(error.message));
    else call?.resolve(result ?? {});
  }

  return {
    listen: (sessionId: string, listener: (message: Message) => void) => void listeners.set(sessionId, listener),
    send: (method: string, params: object = {}, sessionId?: string) =>
      new Promise<Record<string, unknown>>((resolve, reject) => {
        const id = ++last;
        waiting.set(id, { resolve, reject });
        commands.write(`${JSON.stringify({ id, method, params, ...(sessionId ? { sessionId } : {}) })}\0`);
      }),
  };
}
