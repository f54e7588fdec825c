import { setTimeout } from "node:timers/promises";
import { expect, test } from "vitest";
import { InterruptedError } from "../../../src/basics/errors.js";
import { nameOf, type Piece, type PieceResult } from "../../../src/runs/piece.js";
import { type Happening, schedule, type Work } from "../../../src/runs/pieces/schedule.js";
import type { Worker } from "../../../src/runs/pieces/workers.js";

const result: PieceResult = { kind: "restart", finished: { steps: 1 } as never, notes: [] };

/** Says who works on what; `fails` throws in the middle of a piece. */
function worker(name: string, fails: (index: number) => Error | undefined = () => undefined): Worker {
  return {
    async *run(piece, _saved, signal) {
      for (const fraction of [0.3, 0.6]) {
        yield { phase: name, fraction };
        await setTimeout(2);
        if (signal?.aborted) throw new InterruptedError("interrupted");
        const failure = piece.kind === "restart" ? fails(piece.index) : undefined;
        if (failure) throw failure;
      }
      return result;
    },
  };
}

function restarts(count: number): Work {
  let index = 0;
  return { next: () => (index < count ? { piece: { kind: "restart", index: index++ } } : undefined) };
}

async function all(steps: AsyncGenerator<Happening>, each: (happening: Happening) => void = () => {}): Promise<string[]> {
  const said: string[] = [];
  const of = (piece: Piece) => nameOf(piece).replace("restart ", "");
  for await (const happening of steps) {
    each(happening);
    if (happening.kind === "missing") said.push(`missing: ${happening.reason.message}`);
    else if (happening.kind === "event") said.push(`${of(happening.piece)} by ${happening.event.phase}`);
    else if (happening.kind === "failure") said.push(`${of(happening.piece)} failed: ${happening.failure.message}`);
    else said.push(`${of(happening.piece)} done`);
  }
  return said;
}

const doneIn = (said: readonly string[]) => said.filter((line) => line.endsWith("done")).sort();

test("one worker takes piece after piece", async () => {
  const said = await all(schedule(restarts(2), worker("me"), []));
  expect(said).toEqual(["0 by me", "0 by me", "0 done", "1 by me", "1 by me", "1 done"]);
});

test("pieces run side by side, and each once", async () => {
  const said = await all(schedule(restarts(5), worker("me"), [Promise.resolve(worker("a")), Promise.resolve(worker("b"))]));
  expect(doneIn(said)).toEqual(["0 done", "1 done", "2 done", "3 done", "4 done"]);
  for (const name of ["me", "a", "b"]) expect(said.filter((line) => line.endsWith(`by ${name}`)).length).toBeGreaterThan(1);
  expect(said.indexOf("0 done")).toBeGreaterThan(said.findIndex((line) => line.startsWith("1 by")));
});

test("work is not held up by a helper that takes long to start, and goes on without one that cannot", async () => {
  const never = new Promise<Worker>(() => {});
  const missing = Promise.reject(new Error("no memory"));
  const said = await all(schedule(restarts(2), worker("me"), [never, missing]));
  expect(said).toContain("missing: no memory");
  expect(doneIn(said)).toEqual(["0 done", "1 done"]);
});

test("a piece that fails is reported, and its worker goes on with the next", async () => {
  const fails = (index: number) => (index === 1 ? new Error("odd") : undefined);
  const said = await all(schedule(restarts(3), worker("me", fails), []));
  expect(said).toContain("1 failed: odd");
  expect(doneIn(said)).toEqual(["0 done", "2 done"]);
});

test("a signal stops all, and none begins any more", async () => {
  const control = new AbortController();
  const said: Happening[] = [];
  const steps = schedule(restarts(9), worker("me"), [Promise.resolve(worker("a"))], control.signal);
  const stopping = all(steps, (happening) => {
    said.push(happening);
    if (said.length === 4) control.abort();
  });
  await expect(stopping).rejects.toThrow(InterruptedError);
  expect(said.length).toBeLessThanOrEqual(6);
  expect(said.some(({ kind }) => kind === "failure")).toBe(false);
});
