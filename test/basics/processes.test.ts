/** What crosses between a process and one that helps it. */
import { afterEach, beforeAll, expect, test } from "vitest";
import * as errors from "../../src/basics/errors.js";
import { isFileError } from "../../src/basics/files.js";
import { type Helper, ProcessEnded, startHelper } from "../../src/basics/processes/ask.js";
import { build } from "../cli/support.js";

type Request = { readonly type: string; readonly name?: string; readonly message?: string };

const program = new URL("./throwingChild.mjs", import.meta.url);
let closing = new AbortController();
beforeAll(build, 120_000);
afterEach(() => {
  closing.abort();
  closing = new AbortController();
});

const open = (): Helper<Request, string, unknown> => startHelper(program, closing.signal);

async function answerOf(helper: Helper<Request, string, unknown>, request: Request, signal?: AbortSignal) {
  const news: string[] = [];
  const steps = helper.ask(request, signal);
  for (let next = await steps.next(); ; next = await steps.next()) {
    if (next.done) return { news, result: next.value };
    news.push(next.value);
  }
}

const thrown = (answer: Promise<unknown>): Promise<Error & { cause?: Error }> =>
  answer.then(
    () => expect.unreachable("nothing was thrown"),
    (error) => error,
  );

test("every class that is told apart arrives as itself, with its place and its cause's", async () => {
  const helper = open();
  const classes = Object.values(errors).filter((value) => (value as { prototype?: unknown }).prototype instanceof Error);
  expect(new Set(classes)).toEqual(new Set(errors.errorClasses)); // whoever adds one to errors.ts adds it there
  for (const Class of errors.errorClasses) {
    const error = await thrown(answerOf(helper, { type: "throw", name: Class.name, message: `a ${Class.name}` }));
    expect(error.constructor).toBe(Class);
    expect(error.message).toBe(`a ${Class.name}`);
    expect(error.stack).toContain("throwingChild.mjs:");
    expect(error.cause?.message).toBe("no such thing");
    expect(error.cause?.stack).toMatch(/^TypeError: no such thing\n.*readingNothing.*throwingChild\.mjs:/);
    expect(isFileError(error.cause)).toBe(true);
  }
});

test("whatever else is thrown arrives as an error, and the helper answers the next request", async () => {
  const helper = open();
  const error = await thrown(answerOf(helper, { type: "throw anything" }));
  expect([error.constructor, error.message]).toEqual([Error, "null"]);
  const { news, result } = await answerOf(helper, { type: "answer" });
  expect(news).toEqual(["asked to answer"]);
  expect(result).toEqual(new Float32Array([1, Number.NaN]));
});

test("a helper that is asked to stop says so, of this request only", async () => {
  const helper = open();
  const control = new AbortController();
  const waiting = thrown(answerOf(helper, { type: "wait" }, control.signal));
  control.abort();
  expect((await waiting).constructor).toBe(errors.InterruptedError);
  expect((await answerOf(helper, { type: "answer" })).result).toBeInstanceOf(Float32Array);
});

test("what a helper wishes for comes to it, or why it does not; one that is stopped waits no longer", async () => {
  const never = new Promise(() => {});
  const fulfil = async (wish: string) => {
    if (wish === "no") throw new errors.InputError("there is none");
    return wish === "never" ? await never : new Float32Array([wish.length]);
  };
  const helper = startHelper<Request, string, unknown>(program, closing.signal, { fulfil });
  const wishing = (name: string, message: string, signal?: AbortSignal) =>
    answerOf(helper, { type: "wish", name, message }, signal);
  expect((await wishing("one", "seven")).result).toEqual([new Float32Array([3]), new Float32Array([5])]);
  expect(await thrown(wishing("one", "no"))).toEqual(new errors.InputError("there is none"));
  const control = new AbortController();
  const waiting = thrown(wishing("one", "never", control.signal));
  control.abort();
  expect((await waiting).message).toMatch(/aborted/);
  expect((await wishing("one", "two")).result).toEqual([new Float32Array([3]), new Float32Array([3])]);
});

test("a process that ends under its request says how, and every request after it", async () => {
  const helper = open();
  for (const type of ["end", "answer"])
    expect(await thrown(answerOf(helper, { type }))).toEqual(new ProcessEnded("signal SIGKILL"));
  const closed = open();
  const waiting = thrown(answerOf(closed, { type: "wait" }));
  closing.abort();
  expect(await waiting).toEqual(new ProcessEnded("signal SIGKILL"));
});

test("a program that is not built is told, with what to do", () => {
  const missing = new URL("./nowhere.js", import.meta.url);
  expect(() => startHelper(missing, closing.signal)).toThrow(/npm run build/);
});
