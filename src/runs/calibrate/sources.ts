/** What posteriors read, for one experiment after the other: a likelihood, or what was trained once for all of them. */
import * as tf from "@tensorflow/tfjs-core";
import { toldAs } from "../../basics/steps.js";
import type { MadeExperiment } from "../../contracts/data.js";
import type { Policy } from "../../contracts/policy.js";
import type { PosteriorMethod, PosteriorTask } from "../../contracts/posterior.js";
import type { Prior, Simulator } from "../../contracts/simulator.js";
import type { Key, Params, Progress } from "../../contracts/values.js";
import { tidied } from "../../engine/tensors.js";
import { estimators, preferred } from "../../estimators/index.js";
import { validationDraw } from "../../experiment/draws.js";
import { outcomeFeature } from "../../experiment/features.js";
import { trainFreshCritic } from "../../information/evaluation/freshCritic.js";
import { trainFreshDensity } from "../../information/evaluation/freshDensity.js";
import { withoutPrior } from "../../information/evaluation/posteriorFit.js";
import { evaluationDefaults } from "../../options/defaults.js";
import { criticNamed, densityNamed } from "../critic.js";
import { type Learning, scorer } from "../infer/learn.js";
import { likelihoodOfData, stepsOf } from "../infer/seen.js";

export interface Calibrated {
  readonly simulator: Simulator;
  /** Of so many coordinates. */
  readonly of: (coordinates: number) => Simulator;
  readonly prior: Prior;
  readonly policy: Policy;
  readonly params: Params;
  readonly training: Learning;
}

export interface Source {
  task(made: MadeExperiment): PosteriorTask & { dispose(): void };
  dispose(): void;
}

type Opening = (calibrated: Calibrated, key: Key, signal?: AbortSignal) => AsyncGenerator<Progress, Source>;

export const sources: Readonly<Record<PosteriorMethod["from"], Opening>> = {
  async *likelihood({ of, prior }) {
    const logs = (made: readonly MadeExperiment[]) =>
      likelihoodOfData(made, of) as NonNullable<ReturnType<typeof likelihoodOfData>>;
    return {
      task: (made) => ({
        prior,
        logLikelihood: logs([made]),
        logLikelihoods: stepsOf([made], of).map(logs),
        dispose() {},
      }),
      dispose() {},
    };
  },

  async *density({ simulator, prior, policy, params, training }, key, signal) {
    const { steps, batch, density } = training;
    const model = {
      estimator: withoutPrior(estimators[preferred.below]),
      density: densityNamed(density),
      options: { steps, batch },
    };
    const task = { simulator, policy, params, options: evaluationDefaults, key };
    const trained = yield* named("training a density", trainFreshDensity(task, model, signal));
    const { posterior } = trained;
    if (!posterior) throw new Error("a posterior's fit has a posterior");
    return {
      task({ design, outcome }) {
        const rows = (values: readonly number[]) => tf.tensor2d(alikeRows(policy, values as number[]));
        const [at, seen] = tf.tidy(() => [rows(design), rows(outcome)]);
        return { prior, density: posterior(at, seen), dispose: () => tf.dispose([at, seen]) };
      },
      dispose: trained.dispose,
    };
  },

  async *simulations({ simulator, prior }, key, signal) {
    const draw = await validationDraw(simulator, key, simulationCount, signal);
    const rows = (x: tf.Tensor2D) => ({ columns: x.shape[1], values: Float32Array.from(x.dataSync()) });
    const theta = rows(draw.theta);
    const features = (made: (design: tf.Tensor2D) => tf.Tensor2D, design: readonly number[]) =>
      tidied(() => rows(outcomeFeature(simulator, made(tf.tensor2d([design as number[]])))));
    let known: { readonly design: readonly number[]; readonly all: ReturnType<typeof rows> } | undefined;
    return {
      task({ design, outcome }) {
        if (!known?.design.every((x, i) => x === design[i]))
          known = { design, all: features((at) => simulator.simulate(draw.theta, at, draw.noise), design) };
        const seen = features(() => tf.tensor2d([outcome as number[]]), design).values;
        return { prior, simulations: { theta, features: known.all, seen }, dispose() {} };
      },
      dispose: () => tf.dispose([draw.theta, draw.noise]),
    };
  },

  async *scores({ simulator, prior, policy, params, training }, key, signal) {
    const critic = criticNamed(training.critic);
    const options = { ...evaluationDefaults, criticSteps: training.steps, criticBatch: training.batch, critic: critic.name };
    const trained = yield* named(
      "training a critic",
      trainFreshCritic({ simulator, policy, params, options, key, critic }, signal),
    );
    const record = trained.record();
    trained.scores.dispose();
    trained.dispose();
    return {
      task(made) {
        const same = alikeRows(policy, made);
        const sum = scorer(simulator, critic, record, same);
        return { prior, scores: (theta) => tf.div(sum(theta), same.length), dispose() {} };
      },
      dispose() {},
    };
  },
};

/** That the nearest ones are looked for among. */
const simulationCount = 10_000;

/** An experiment whose design was decided on the way stands there twice: designs of several rows are part of what networks read. */
const alikeRows = <T>({ kind }: Policy, one: T): T[] => (kind === "adaptive" ? [one, one] : [one]);

const named = <T>(phase: string, steps: AsyncGenerator<Progress, T>): AsyncGenerator<Progress, T> =>
  toldAs(steps, ({ fraction }) => ({ phase, fraction }));
