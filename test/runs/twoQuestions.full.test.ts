/** A policy that chooses from a list, against the best that there is by enumeration. */
import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { choice } from "../../designs/index.js";
import { drained } from "../../src/basics/steps.js";
import type { Simulator, SimulatorFamily } from "../../src/contracts/simulator.js";
import { column } from "../../src/engine/tensors.js";
import { defineSimulator } from "../../src/modelling/defineSimulator.js";
import { forOwnDesigns, paired } from "../../src/modelling/likelihoods.js";
import { uniform } from "../../src/numbers/distributions.js";
import { split } from "../../src/numbers/keys.js";
import { loadPolicy, type PortablePolicy, type Session } from "../../src/portable/policy.js";
import { trainPolicy } from "../../src/runs/designExperiment.js";

const backend = tf.getBackend() === "tensorflow" ? "native" : "wasm";

/** Four people, and how probable each answers yes to question A, and to question B. */
const people = [
  [0.95, 0.9],
  [0.95, 0.1],
  [0.05, 0.5],
  [0.6, 0.5],
] as const;

const row = (who: number) => people[who] as readonly [number, number];
const questions = 3;

/** theta [n, 1]: which of the four; the question 0 or 1, or a mixture of both while training goes on. */
const twoQuestions: SimulatorFamily = defineSimulator({
  name: "twoQuestions",
  summary: "yes or no to one of two questions",
  use: "a policy that can be enumerated",
  settings: {},
  defaultDesigns: questions,
  create(designs): Simulator {
    const probability = (theta: tf.Tensor2D, at: tf.Tensor2D): tf.Tensor2D => {
      const is = tf.tensor2d([[0, 1, 2, 3]]);
      const who = tf.relu(tf.sub(1, tf.abs(tf.sub(theta, is)))) as tf.Tensor2D; // [n, 4], 1 at the one who it is
      const [a, b] = [0, 1].map((j) => tf.matMul(who, tf.tensor2d(people.map((one) => [one[j] as number])))) as [
        tf.Tensor2D,
        tf.Tensor2D,
      ];
      return tf.add(tf.mul(a, tf.sub(1, at)), tf.mul(b, at));
    };
    const draw: Simulator["draw"] = (key, n) => {
      const k = split(key, "who", "luck");
      return {
        theta: tf.floor(tf.mul(4, uniform(k.who, [n, 1]))) as tf.Tensor2D,
        noise: { luck: uniform(k.luck, [n, designs]) },
      };
    };
    const answer = (share: tf.Tensor2D, luck: tf.Tensor2D): tf.Tensor2D =>
      tf.cast(tf.less(luck, share), "float32") as tf.Tensor2D;
    return {
      name: "twoQuestions",
      summary: "yes or no",
      settings: {},
      prior: {
        names: ["who"],
        units: [""],
        categories: ["who"],
        sample: (key, n) => tf.floor(tf.mul(4, uniform(split(key, "who").who, [n, 1]))) as tf.Tensor2D,
      },
      designs: choice({ candidates: [0, 1], dim: designs }),
      outcome: { names: Array.from({ length: designs }, (_, i) => `yes${i + 1}`), unit: "", kind: "binary" },
      gradient: "score",
      draw,
      simulate: (theta, design, { luck }) => answer(probability(theta, design), luck as tf.Tensor2D),
      measure: (theta, at, { luck }, step) => answer(probability(theta, at), column(luck as tf.Tensor2D, step)),
      logLikelihood: forOwnDesigns((theta, design, outcome) => {
        const own = tf.tile(design, [design.shape[0] === 1 ? outcome.shape[0] : 1, 1]) as tf.Tensor2D;
        const [each, at, seen] = paired(theta, own, outcome);
        const share = probability(each, at);
        const terms = tf.log(tf.add(tf.mul(seen, share), tf.mul(tf.sub(1, seen), tf.sub(1, share))));
        return tf.reshape(tf.sum(terms, 1), [theta.shape[0], outcome.shape[0]]);
      }),
    };
  },
});

const entropy = (p: readonly number[]): number => -p.reduce((sum, x) => sum + (x > 0 ? x * Math.log(x) : 0), 0);

/** Answer and its probability, and what is believed then. */
function answers(belief: readonly number[], question: number): { probability: number; belief: number[]; yes: number }[] {
  return [1, 0].map((yes) => {
    const joint = belief.map((b, who) => b * (yes ? (row(who)[question] as number) : 1 - (row(who)[question] as number)));
    const probability = joint.reduce((sum, x) => sum + x, 0);
    return { probability, yes, belief: joint.map((x) => x / probability) };
  });
}

/** The least expected entropy after so many more questions, each the best given what was answered. */
function best(belief: readonly number[], left: number): number {
  if (left === 0) return entropy(belief);
  const after = (question: number) =>
    answers(belief, question).reduce((sum, { probability, belief: then }) => sum + probability * best(then, left - 1), 0);
  return Math.min(after(0), after(1));
}

/** The same of a policy, by all that can be answered. */
function ofPolicy(session: Session, belief: readonly number[]): number {
  const advice = session.next();
  if (!advice) return entropy(belief);
  const [question] = advice.design;
  expect([0, 1]).toContain(question); // a candidate, not nearly one
  return answers(belief, question).reduce((sum, { probability, yes, belief: then }) => {
    session.observe({ design: advice.design, outcome: [yes] });
    const value = ofPolicy(session, then);
    session.undo();
    return sum + probability * value;
  }, 0);
}

test("a policy that asks one of two questions, three times, is the best that there is, to 1 %", async () => {
  const even = [0.25, 0.25, 0.25, 0.25];
  const exact = entropy(even) - best(even, questions);
  const fixed = [0, 1, 2, 3].map((more) => {
    const after = (belief: readonly number[], left: readonly number[]): number => {
      const [question, ...rest] = left;
      if (question === undefined) return entropy(belief);
      return answers(belief, question).reduce((sum, { probability, belief: then }) => sum + probability * after(then, rest), 0);
    };
    return (
      entropy(even) -
      after(
        even,
        Array.from({ length: questions }, (_, i) => (i < more ? 1 : 0)),
      )
    );
  });
  expect(Math.max(...fixed)).toBeLessThan(0.98 * exact); // looking at the answers is worth something here
  const { policy } = await drained(
    trainPolicy({
      simulator: twoQuestions,
      seed: 1,
      backend,
      gainAfter: "last",
      policyHidden: [16],
      training: { steps: 500, batch: 128, restarts: 1, designRate: 0.02 },
      evaluation: { samples: 100, contrasts: 100 },
    }),
  );
  const portable: PortablePolicy = loadPolicy(JSON.parse(JSON.stringify(policy)));
  const found = entropy(even) - ofPolicy(portable.start(), even);
  expect(found).toBeLessThan(exact + 1e-9);
  expect(found).toBeGreaterThan(0.99 * exact);
});
