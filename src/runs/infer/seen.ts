/** The likelihood of data: the sum of log p over all experiments, whose simulators have as many coordinates as were measured. */

import * as tf from "@tensorflow/tfjs-core";
import type { LogLikelihood } from "../../contracts/bounds.js";
import type { MadeExperiment } from "../../contracts/data.js";
import type { Simulator } from "../../contracts/simulator.js";
import type { Measured } from "../../loading/data/measured.js";
import { likelihoodOf } from "../../modelling/likelihoods.js";
import { measurementsOf, outcomesOfOne, widthOf } from "../../numbers/measurements.js";
import { censoredLikelihood, type Tried } from "./censored.js";
import type { Seen } from "./rows.js";

export type { Seen } from "./rows.js";

/** A simulator for each number of numbers that designs have, made once. */
export function simulatorsOf({ create }: Pick<Measured, "create">): (coordinates: number) => Simulator {
  const made = new Map<number, Simulator>();
  return (coordinates) => {
    const simulator = made.get(coordinates) ?? create(coordinates);
    made.set(coordinates, simulator);
    return simulator;
  };
}

/** log p(all experiments | theta), theta [n, p] to [n] nats; undefined where the simulator has no likelihood. */
export function likelihoodOfData(
  experiments: readonly MadeExperiment[],
  of: (coordinates: number) => Simulator,
  tried?: (e: number) => Tried,
): Seen | undefined {
  if (experiments.some((one) => one.censored)) return withCensored(experiments, of, tried);
  const groups = alike(experiments).map((group) => {
    const design = group.map((one) => one.design as number[]);
    const common = design.every((row) => row.every((x, i) => x === design[0]?.[i]));
    const outcome = group.map((one) => one.outcome as number[]);
    return { likelihood: likelihoodOf(of(design[0]?.length ?? 0)), design: common ? design.slice(0, 1) : design, outcome };
  });
  if (groups.some(({ likelihood }) => likelihood === undefined)) return undefined;
  return (theta) => {
    const terms = groups.map(({ likelihood, design, outcome }) => {
      const all = (likelihood as LogLikelihood)(theta, tf.tensor2d(design), tf.tensor2d(outcome));
      return tf.sum(all, 1) as tf.Tensor1D;
    });
    return terms.reduce((sum, term) => tf.add(sum, term));
  };
}

/** @param tried simulations of each experiment, where outcomes of it are censored */
function withCensored(
  experiments: readonly MadeExperiment[],
  of: (coordinates: number) => Simulator,
  tried: ((e: number) => Tried) | undefined,
): Seen | undefined {
  const plain = experiments.filter((one) => !one.censored);
  if (experiments.some(({ design }) => !of(design.length).logLikelihood)) return undefined;
  if (!tried) throw new Error("censored outcomes need simulations");
  const terms = [
    ...(plain.length > 0 ? [likelihoodOfData(plain, of) as Seen] : []),
    ...experiments.flatMap((one, e) => (one.censored ? [censoredLikelihood(one, of, tried(e))] : [])),
  ];
  return (theta) => terms.map((term) => term(theta)).reduce((sum, term) => tf.add(sum, term));
}

/** Experiments of as many measurements: one call of the likelihood scores all of them. */
function alike(experiments: readonly MadeExperiment[]): MadeExperiment[][] {
  const groups = new Map<string, MadeExperiment[]>();
  for (const one of experiments) {
    const key = `${one.design.length} ${one.outcome.length}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()];
}

/** More steps than these would cost more than they help. */
const mostSteps = 20;

/** What was seen after the first 1, 2, .. measurements, all at last: measurements where they can be taken one by one, else experiments. */
export function stepsOf(experiments: readonly MadeExperiment[], of: (coordinates: number) => Simulator): MadeExperiment[][] {
  const steps = experiments.flatMap((one, e) => {
    const before = experiments.slice(0, e);
    const { measure, designs, outcome } = of(one.design.length);
    const [count, width] = [measurementsOf(designs), widthOf(designs)];
    const each = measure && outcomesOfOne({ designs, outcome });
    const counts = each === undefined ? [count] : Array.from({ length: count }, (_, i) => i + 1);
    const all = count * (each ?? 0); // what is passive comes behind them, and is known from the beginning here
    return counts.map((n) => [...before, n === count ? one : first(one, n * width, n * (each as number), all)]);
  });
  const every = Math.ceil(steps.length / mostSteps);
  return steps.filter((_, i) => (steps.length - 1 - i) % every === 0);
}

const first = ({ design, outcome, censored }: MadeExperiment, numbers: number, n: number, all: number): MadeExperiment => ({
  design: design.slice(0, numbers),
  outcome: [...outcome.slice(0, n), ...outcome.slice(all)],
  ...(censored?.some((side, i) => side !== null && (i < n || i >= all))
    ? { censored: [...censored.slice(0, n), ...censored.slice(all)] }
    : {}),
});
