/** Progress for people: a bar in a terminal, a line now and then elsewhere, nothing when quiet. */
import { PassThrough, Writable } from "node:stream";
import { afterEach, expect, test, vi } from "vitest";
import { withError } from "../../src/basics/digits.js";
import { table } from "../../src/basics/tables.js";
import type { Io } from "../../src/cli/io.js";
import { follow } from "../../src/cli/progress.js";
import type { Progress } from "../../src/contracts/values.js";

afterEach(() => vi.useRealTimers());

function streams(isTTY: boolean): { io: Io; text: () => string } {
  const parts: string[] = [];
  const stderr = new Writable({
    write(chunk, _encoding, done) {
      parts.push(String(chunk));
      done();
    },
  });
  return { io: { stdout: new PassThrough(), stderr: Object.assign(stderr, { isTTY }) }, text: () => parts.join("") };
}

/** Twenty-five steps of a second each, on a clock that the test turns. */
async function* computation(): AsyncGenerator<Progress, string> {
  for (let i = 0; i < 25; i++) {
    vi.advanceTimersByTime(1000);
    yield {
      phase: "training",
      fraction: i / 25,
      bound: 1 + i / 100,
      se: 0.02,
      ...(i === 3 || i === 4 ? { warning: "mind the gap" } : {}),
    };
  }
  return "done";
}

test("elsewhere than in a terminal: a line each ten seconds with phase, bound and time left, each warning once", async () => {
  vi.useFakeTimers({ toFake: ["performance"] });
  const { io, text } = streams(false);
  const said = new Set<string>();
  expect(await follow(computation(), io, false, said)).toBe("done");
  expect(text().split("\n")).toEqual([
    "warning: mind the gap",
    " 36 % training, bound 1.09 ± 0.02, about 16 s left",
    " 76 % training, bound 1.19 ± 0.02, about 6 s left",
    "",
  ]);
  expect([...said]).toEqual(["mind the gap"]);
});

test("in a terminal: a bar that is gone at the end, warnings above it", async () => {
  vi.useFakeTimers({ toFake: ["performance", "Date"] });
  const { io, text } = streams(true);
  await follow(computation(), io, false);
  expect(text()).toContain("warning: mind the gap\n");
  expect(text()).toMatch(/█+░+ +\d+ % training, bound 1\.\d\d ± 0\.02/);
  expect(text()).toMatch(/, \d+ s left/);
});

test("quiet: nothing, and the result all the same", async () => {
  vi.useFakeTimers({ toFake: ["performance"] });
  const { io, text } = streams(false);
  expect(await follow(computation(), io, true)).toBe("done");
  expect(text()).toBe("");
});

test("a computation that fails closes the bar and fails", async () => {
  const { io } = streams(true);
  async function* failing(): AsyncGenerator<Progress, string> {
    yield { phase: "training", fraction: 0.1 };
    throw new Error("no more");
  }
  await expect(follow(failing(), io, false)).rejects.toThrow("no more");
});

test("errors and columns are written for people", () => {
  expect([withError(3.16512, 0.0213), withError(3.1, 1.4), withError(12, 0)]).toEqual([
    "3.165 ± 0.021",
    "3.1 ± 1.4",
    "12.000", // an exact value has no error to show
  ]);
  expect(table([["a", "bb"], ["ccc", "d"], []])).toBe("a    bb\nccc  d\n\n");
});
