/** Programs that simulate: what costs seconds, as threads and waiting for answers do. */
import * as tf from "@tensorflow/tfjs-core";
import { afterAll, describe, expect, test } from "vitest";
import { mean } from "../../src/basics/statistics.js";
import type { Draw } from "../../src/contracts/simulator.js";
import { programFamily } from "../../src/loading/program/family.js";
import { openProcesses } from "../../src/loading/program/processes.js";
import { createSimulator } from "../../src/modelling/defineSimulator.js";
import { key } from "../../src/numbers/keys.js";
import { calls, command, manners, removeFolder, run, wanted } from "../support/sumProgram.js";

afterAll(removeFolder);

test.each(["hang", "crash", "half"])("what is under way when a program fails once is asked again: %s", async (how) => {
  for (const many of how === "hang" ? [7] : manners)
    expect(await run(how, { mark: `once-${how}-${many}`, timeout: how === "hang" ? 10 : 60, many })).toEqual(wanted);
});

test("a program that hangs for good is named with what it was asked", async () => {
  const alone = openProcesses({ command: command("hang"), processes: 1, timeout: 4, outcomes: 1 });
  await expect(alone(calls(60))).rejects.toThrow(/gave no answer within 4 s, twice, at \{"id":39,/);
});

describe("as a simulator", () => {
  test("each measurement is a call of its own, and step by step they are the same", () => {
    const simulator = createSimulator(programFamily(command("well")), 3);
    expect(simulator.designs.names).toEqual(["x1", "x2", "x3"]);
    const { theta, noise } = (simulator.draw as (k: ReturnType<typeof key>, n: number) => Draw)(key(1), 20);
    const whole = simulator.simulate(theta, tf.tensor2d([[1, 4, 9]]), noise);
    const steps = [1, 4, 9].map((x, step) => simulator.measure?.(theta, tf.tensor2d([[x]]), noise, step) as tf.Tensor2D);
    expect(whole.shape).toEqual([20, 3]);
    expect(Array.from(tf.concat(steps, 1).dataSync())).toEqual(Array.from(whole.dataSync()));
    const seen = whole.arraySync();
    theta.arraySync().forEach(([a], i) => {
      [1, 4, 9].forEach((x, step) => {
        expect(Math.abs((seen[i]?.[step] as number) - (a as number) * x)).toBeLessThan(1e-3 + 1e-5);
      });
    });
    const own = simulator.simulate(theta, tf.tile(tf.tensor2d([[1, 4, 9]]), [20, 1]) as tf.Tensor2D, noise);
    expect(own.arraySync()).toEqual(seen);
  });

  test("its priors are those that it describes", () => {
    const parameters = [
      { name: "a", prior: { kind: "beta", a: 2, b: 6 } },
      { name: "b", prior: { kind: "samples", values: [1, 2, 30] } },
      { name: "c", prior: { kind: "samples", values: [10, 20, 300] } },
    ];
    process.env.DESCRIPTION = JSON.stringify({
      name: "three",
      parameters,
      design: { names: ["x", "z"], low: [0, 1], high: [1, 5] },
      outcome: { names: ["y", "w"] },
    });
    try {
      const { prior, designs, outcome } = createSimulator(programFamily(command("well")));
      const rows = prior.sample(key(3), 4000).arraySync();
      const column = (j: number) => rows.map((row) => row[j] as number);
      expect(Math.abs(mean(column(0)) - 0.25)).toBeLessThan(4 * Math.sqrt(((2 / 8) * (6 / 8)) / 9 / 4000));
      expect(rows.every((row) => row[2] === 10 * (row[1] as number))).toBe(true);
      expect(Math.abs(mean(column(1)) - 11)).toBeLessThan((4 * 13.5) / Math.sqrt(4000));
      expect(prior.logDensity).toBeUndefined();
      expect([designs.dim, outcome.names]).toEqual([2, ["y", "w"]]);
    } finally {
      delete process.env.DESCRIPTION;
    }
  });
});
