/** The other side of `ask` (./ask.ts): a program that answers requests, one after the other, and ends with the process that started it. */
import { messageOf } from "../errors.js";
import { take } from "./largeArrays.js";
import { type Answer, arrived, carried, type Order } from "./messages.js";
import { endWithParent } from "./parent.js";

export interface ServeOptions {
  /** Stands around the user's code (src/loading/guard.ts). @param stray is told what fails beside the work. @returns how to exit */
  guard(stray: (error: unknown) => void): { exit(code: number): never };
  /** An error of the user's code in words; undefined for any other. */
  explained(error: unknown): Error | undefined;
}

/** Asks the process that asked for something that it has or makes. @throws what kept it from that, and the signal's reason */
export type Wish = (wish: unknown, signal?: AbortSignal) => Promise<unknown>;

/** @param work tells news while it goes on, and stops with an InterruptedError after its signal */
export function serve<Request, News, Result>(
  work: (request: Request, signal: AbortSignal, wish: Wish) => AsyncGenerator<News, Result>,
  { guard, explained }: ServeOptions,
): void {
  let control = new AbortController();
  const wishes = wishing();

  async function answer(request: Request): Promise<void> {
    control = new AbortController();
    const steps = work(request, control.signal, wishes.wish);
    for (let next = await steps.next(); ; next = await steps.next()) {
      if (next.done) return say({ type: "done", result: next.value });
      say({ type: "news", news: next.value });
    }
  }

  /** The work has failed; what the user's code did beside it, or nothing that will ever happen, counts as that. */
  function fail(error: unknown): void {
    process.channel?.ref();
    say({ type: "failed", error: carried(explained(error) ?? (error instanceof Error ? error : new Error(messageOf(error)))) });
  }

  endWithParent();
  // What fails beside the work fails it, and this process with it: the work would go on, and answer for the next request.
  const { exit } = guard((error) => {
    fail(error);
    setTimeout(() => exit(1), 100);
  });
  process.on("disconnect", () => exit(0));
  // Ctrl-C reaches all processes of the terminal, and a service's end all of its own; the main one says what is to be done.
  process.on("SIGINT", () => {}).on("SIGTERM", () => {});
  process.on("message", (order: Order) => {
    if (order.type === "stop") return control.abort();
    if (order.type !== "ask") return wishes.answered(order);
    // While it works, waiting for requests keeps nothing alive: work that waits for ever is seen by that.
    process.channel?.unref();
    answer(order.request as Request)
      .catch(fail)
      .finally(() => process.channel?.ref());
  });
}

/** What was wished for and has not come yet. */
function wishing() {
  const open = new Map<number, (come: () => unknown) => void>();
  let last = 0;
  const wish: Wish = (wish, signal) =>
    new Promise((resolve, reject) => {
      const id = ++last;
      const settle = (come: () => unknown): void => {
        if (!open.delete(id)) return;
        if (open.size === 0) process.channel?.unref();
        signal?.removeEventListener("abort", stop);
        try {
          resolve(come());
        } catch (error) {
          reject(error);
        }
      };
      const stop = () => settle(() => signal?.throwIfAborted());
      open.set(id, settle);
      process.channel?.ref(); // what comes is no waiting for ever
      signal?.addEventListener("abort", stop);
      if (signal?.aborted) stop();
      else say({ type: "wish", id, wish });
    });
  function answered(order: Exclude<Order, { readonly type: "ask" | "stop" }>): void {
    open.get(order.id)?.(() => {
      if (order.type === "given") return take(order.what);
      throw arrived(order.error);
    });
  }
  return { wish, answered };
}

function say(answer: Answer): void {
  process.send?.(answer, () => {}); // nobody is left to tell that the main process is gone
}
