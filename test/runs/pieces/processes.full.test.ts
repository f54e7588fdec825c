/** Other processes run the built program: what they compute must be what this one computes. */
import { readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, test } from "vitest";
import { InterruptedError } from "../../../src/basics/errors.js";
import { ProcessEnded } from "../../../src/basics/processes/ask.js";
import type { Bank } from "../../../src/contracts/simulator.js";
import { checkDesignOptions } from "../../../src/options/check.js";
import { resolveDesign } from "../../../src/runs/job.js";
import type { PieceEvent, RunningPiece } from "../../../src/runs/piece.js";
import { type Banks, type BankWish, keptBanks } from "../../../src/runs/pieces/banks.js";
import { workElsewhere, workHere } from "../../../src/runs/pieces/workers.js";
import { build } from "../../cli/support.js";

const input = {
  simulator: "linear",
  designs: 2,
  seed: 3,
  backend: tf.getBackend() === "tensorflow" ? "native" : "wasm",
  estimator: "flo",
  training: { steps: 400, batch: 64, hidden: [8], features: 4, restarts: 2, warmup: 5, validateEvery: 100 },
  evaluation: { samples: 200, contrasts: 100 },
} as const;
const restart = { kind: "restart", index: 1 } as const;

beforeAll(build);

/** Opens a worker for one use. */
async function helped<T>(
  use: (worker: Awaited<ReturnType<typeof workElsewhere>>, closing: AbortController) => Promise<T>,
): Promise<T> {
  const closing = new AbortController();
  try {
    return await use(await workElsewhere(input, closing.signal), closing);
  } finally {
    closing.abort();
  }
}

async function toEnd(running: RunningPiece, each: (event: PieceEvent) => void = () => {}) {
  const events: PieceEvent[] = [];
  for (let next = await running.next(); ; next = await running.next()) {
    if (next.done) return { events, result: next.value };
    events.push(next.value);
    each(next.value);
  }
}

const withoutState = (events: readonly PieceEvent[]) => events.map(({ state: _, ...rest }) => rest);

test("a helper's pieces are the same bits as ours, one after the other", async () => {
  const here = workHere(await resolveDesign(checkDesignOptions(input)));
  await helped(async (worker) => {
    for (const piece of [restart, { kind: "evaluation", of: { kind: "baseline", name: "equallySpaced" } }] as const) {
      const [ours, theirs] = [await toEnd(here.run(piece)), await toEnd(worker.run(piece))];
      expect(withoutState(theirs.events)).toEqual(withoutState(ours.events));
      expect(theirs.result).toEqual(ours.result);
    }
  });
});

test("a helper whose paths this process simulates comes to the same bits", async () => {
  const training = { ...input.training, batch: 32, steps: 30 };
  const epidemic = { ...input, simulator: "sir", settings: { dt: 0.1 }, training };
  const job = await resolveDesign(checkDesignOptions(epidemic));
  const own = await toEnd(workHere(job).run(restart));
  const closing = new AbortController();
  const banks = keptBanks(job.simulator.bank as Bank, closing.signal);
  const before = new Set(readdirSync(tmpdir()));
  const wishes: BankWish[] = [];
  const counted: Banks = (wish, signal) => {
    wishes.push(wish);
    return banks(wish, signal);
  };
  try {
    const worker = await workElsewhere(epidemic, closing.signal, counted);
    for (const one of [worker, workHere(job, counted)]) expect((await toEnd(one.run(restart))).result).toEqual(own.result);
    expect(wishes.length).toBe(6); // paths to train on, to validate with and to compare restarts by, twice
    expect(wishes.slice(3)).toEqual(wishes.slice(0, 3));
    // Paths to train on are handed over by files, of which none is left.
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith("floe-array-") && !before.has(name))).toEqual([]);
  } finally {
    closing.abort();
  }
});

test("a helper that is stopped tells where it stands, and another goes on from there", async () => {
  await helped(async (worker) => {
    const whole = await toEnd(worker.run(restart));
    const control = new AbortController();
    let saved: PieceEvent["state"];
    const stopped = toEnd(worker.run(restart, undefined, control.signal), ({ state, fraction }) => {
      saved = state ?? saved;
      if (fraction > 0.2) control.abort();
    });
    await expect(stopped).rejects.toThrow(InterruptedError);
    expect((await toEnd(worker.run(restart, saved))).result).toEqual(whole.result);
  });
});

test("a process that ends under its piece says how", async () => {
  await helped(async (worker, closing) => {
    const running = toEnd(worker.run(restart), () => closing.abort());
    await expect(running).rejects.toThrow(new ProcessEnded("signal SIGKILL"));
    await expect(toEnd(worker.run(restart))).rejects.toThrow(ProcessEnded);
  });
});

test("what is wrong with the input is said in the same words there", async () => {
  const closing = new AbortController();
  const wrong = { ...input, estimator: "infonse" };
  await expect(workElsewhere(wrong, closing.signal)).rejects.toThrow(/infoNce/);
  await helped(async (worker) => {
    const lost = { kind: "restart", index: 0 } as const;
    const damaged = { state: { counters: {}, shapes: { w: [1] } }, arrays: {} };
    await expect(toEnd(worker.run(lost, damaged))).rejects.toThrow("it has no design/raw");
  });
});
