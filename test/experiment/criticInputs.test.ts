/** Where all over the space is tried, critics see places by their logits too: beside the right outcomes, in both ways of reading. */
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { box } from "../../designs/index.js";
import { random } from "../../policies/random.js";
import { simulators } from "../../simulators/index.js";
import type { Draw, Simulator } from "../../src/contracts/simulator.js";
import { startBackend } from "../../src/engine/backend.js";
import { rowsOf, tidied } from "../../src/engine/tensors.js";
import { estimators } from "../../src/estimators/index.js";
import { criticInputs } from "../../src/experiment/criticInputs.js";
import { pilotScaling } from "../../src/experiment/draws.js";
import { createSimulator } from "../../src/modelling/defineSimulator.js";
import { withParts } from "../../src/modelling/failures.js";
import { key } from "../../src/numbers/keys.js";
import { designLogits } from "../../src/numbers/scales.js";
import { criticsOfTrials } from "../../src/runs/critic.js";

const open = createSimulator(simulators.death, 3); // 0.05 to 20, on a logarithmic scale
const blind = withParts(open, { gradient: "score" }, ["logLikelihood", "logCumulative", "finite", "exactGain", "curve"]);
const times = [
  [0.05, 1, 20],
  [0.2, 3, 10],
];
const logit = (x: number, low: number, high: number): number => Math.log((x - low) / (high - x));
/** Half of it, 3 at most. */
const seen = (x: number): number => Math.max(-3, Math.min(3, logit(Math.log(x), Math.log(0.05), Math.log(20)) / 2));

beforeAll(() => startBackend("cpu"));

test("half the logit of a place on its own scale, no further than three from the middle", () => {
  tf.tidy(() => {
    const found = rowsOf(designLogits(open.designs, tf.tensor2d(times)));
    found.forEach((row, i) => {
      row.forEach((x, j) => {
        expect(x).toBeCloseTo(seen((times[i] as number[])[j] as number), 3);
      });
    });
    const plain = box({ low: [0, 2], high: [4, 2], dim: 2 });
    expect(rowsOf(designLogits(plain, tf.tensor2d([[3, 2]])))[0]).toEqual([expect.closeTo(Math.log(3) / 2, 5), 0]);
  });
});

describe.each(["outcomes", "measurements"] as const)("a critic that reads %s", (reads) => {
  test("has them in front of what it saw without them, and no others", () => {
    tf.tidy(() => {
      const draw = (blind.draw as NonNullable<Simulator["draw"]>)(key(4), 200) as Draw;
      const scaling = tidied(() => pilotScaling(blind, random, {}, draw, key(5), true));
      const rollout = {
        theta: tf.tensor2d([[1], [2]]) as tf.Tensor2D,
        design: tf.tensor2d(times),
        outcome: tf.tensor2d([
          [3, 30, 50],
          [9, 49, 50],
        ]),
      };
      const [plain, more] = [scaling, { ...scaling, logits: true as const }].map((one) => criticInputs(blind, { reads }, one));
      const [before, after] = [plain, more].map((one) => rowsOf(one?.of(rollout)[1] as tf.Tensor2D)) as [number[][], number[][]];
      expect(after[0]).toHaveLength(more?.sizes.outcome as number);
      after.forEach((row, i) => {
        const own = (times[i] as number[]).map((x) => expect.closeTo(seen(x), 3));
        const old = before[i] as number[];
        // One measurement after the other: its logit, its place, its outcome.
        const apart = own.flatMap((x, j) => [x, ...old.slice(2 * j, 2 * j + 2)]);
        expect(row).toEqual(reads === "outcomes" ? [...own, ...old] : apart);
      });
    });
  });
});

test("measurements that are alike, one by one, are read one by one where nothing else tells of them", () => {
  const { flo, pce } = estimators;
  expect(criticsOfTrials(blind, flo)).toEqual({ critic: "deepSets,gaussian" });
  expect(criticsOfTrials(blind, pce)).toEqual({});
  expect(criticsOfTrials(createSimulator(simulators.pharmacokinetic, 3), flo)).toEqual({});
  expect(criticsOfTrials(withParts(blind, {}, ["measure"]), flo)).toEqual({});
  expect(criticsOfTrials(withParts(blind, { designs: box({ low: 0, high: 1, dim: 3 }) }), flo)).toEqual({});
});
