/** Several models of one experiment as one simulator: which of them is true is its first parameter, and the parameters of all of them follow. */
import * as tf from "@tensorflow/tfjs-core";
import { check } from "../basics/errors.js";
import { show } from "../basics/show.js";
import type { LogLikelihood } from "../contracts/bounds.js";
import type { NamedModel, Prior, Simulator, SimulatorFamily } from "../contracts/simulator.js";
import type { Key, SettingSpec, SettingValue } from "../contracts/values.js";
import { column, columns, partOf, within } from "../engine/tensors.js";
import { uniforms } from "../numbers/distributions.js";
import { keyFor, split } from "../numbers/keys.js";
import { createSimulator } from "./defineSimulator.js";
import { forOwnDesigns, likelihoodOf } from "./likelihoods.js";

/** The parameter that says which model is true: 0, 1, 2, .. in their order. */
export const whichModel = "model";

/** @param shares how probable each is before the experiment, in their order; they sum to 1 @throws InputError by `create`, where they do not measure the same */
export function rivalModels(rivals: readonly NamedModel[], shares: readonly number[]): SimulatorFamily {
  const [first] = rivals as [NamedModel, ...NamedModel[]];
  const specs = rivals.flatMap(({ name, family }) =>
    Object.entries(family.settings).map(([setting, spec]): [string, SettingSpec] => [`${name}.${setting}`, spec]),
  );
  const names = rivals.map(({ name }) => name);
  return {
    name: orNames(names),
    summary: `which is true: ${rivals.map(({ name, family }) => `${name} (${family.summary})`).join(", or ")}`,
    use: "model discrimination",
    settings: Object.fromEntries(specs),
    defaultDesigns: first.family.defaultDesigns,
    usualGoal: whichModel,
    models: rivals,
    create: (designs, settings) =>
      composed(
        rivals.map(({ name, family }) => ({
          name,
          simulator: createSimulator(family, designs, settingsOfModel(name, settings)),
        })),
        shares,
        settings,
      ),
  };
}

/** "lineOrParabola". */
const orNames = ([first = "", ...others]: readonly string[]): string =>
  [first, ...others.map((name) => `${name.charAt(0).toUpperCase()}${name.slice(1)}`)].join("Or");

/** A model's own among those of all. */
export function settingsOfModel(name: string, all: Readonly<Record<string, SettingValue>>): Record<string, SettingValue> {
  const prefix = `${name}.`;
  const own = Object.entries(all).filter(([setting]) => setting.startsWith(prefix));
  return Object.fromEntries(own.map(([setting, value]) => [setting.slice(prefix.length), value]));
}

interface Model {
  readonly name: string;
  readonly simulator: Simulator;
}

function composed(models: readonly Model[], shares: readonly number[], settings: Simulator["settings"]): Simulator {
  for (const model of models) checkComparable(models[0] as Model, model);
  const [{ simulator: first }] = models as [Model, ...Model[]];
  const sizes = models.map(({ simulator }) => simulator.prior.names.length);
  const starts = sizes.map((_, k) => 1 + sizes.slice(0, k).reduce((sum, size) => sum + size, 0));
  const own = (theta: tf.Tensor2D, k: number): tf.Tensor2D => tf.slice(theta, [0, starts[k] as number], [-1, sizes[k] as number]);
  const simulators = models.map(({ simulator }) => simulator);
  const prior = priorOf(models, shares);
  /** The outcomes of each theta's own model. */
  const chosen = (theta: tf.Tensor2D, of: (simulator: Simulator, theta: tf.Tensor2D, k: number) => tf.Tensor2D): tf.Tensor2D =>
    tf.addN(simulators.map((simulator, k) => tf.mul(isModel(theta, k), of(simulator, own(theta, k), k)))) as tf.Tensor2D;
  const likelihood = likelihoodOfModels(simulators, own);
  const stepwise = simulators.every(({ measure }) => measure !== undefined);
  return {
    name: orNames(models.map(({ name }) => name)),
    summary: `which of ${models.map(({ name }) => name).join(", ")} is true`,
    settings,
    prior,
    designs: first.designs,
    outcome: first.outcome,
    draw(key, n) {
      const draws = models.map(({ name, simulator }) => (simulator.draw as NonNullable<Simulator["draw"]>)(keyFor(key, name), n));
      const noise = draws.map((draw, k) => within(`${k}/`, draw.noise));
      const theta = columns(drawnModels(keyFor(key, whichModel), n, shares), ...draws.map((draw) => draw.theta));
      return { theta, noise: Object.assign({}, ...noise) };
    },
    ...(simulators.some(({ gradient = "pathwise" }) => gradient !== "pathwise") ? { gradient: "score" as const } : {}),
    simulate: (theta, design, noise) =>
      chosen(theta, (simulator, rows, k) => simulator.simulate(rows, design, partOf(`${k}/`, noise))),
    ...(stepwise
      ? {
          measure: (theta, at, noise, step) =>
            chosen(theta, ({ measure }, rows, k) =>
              (measure as NonNullable<typeof measure>)(rows, at, partOf(`${k}/`, noise), step),
            ),
        }
      : {}),
    ...(likelihood ? { logLikelihood: likelihood } : {}),
    features: {
      theta: (theta) =>
        columns(
          ...models.map((_, k) => isModel(theta, k)),
          ...simulators.map(({ features }, k) => features?.theta?.(own(theta, k)) ?? own(theta, k)),
        ),
      ...(first.features?.outcome ? { outcome: first.features.outcome } : {}),
    },
    goals: { [whichModel]: { summary: "which model is true", parameters: [whichModel], shares } },
  };
}

/** 1 where the model is the k-th, 0 elsewhere, [n, 1]: whole numbers that are subtracted, because comparisons have no gradient. */
const isModel = (theta: tf.Tensor2D, k: number): tf.Tensor2D =>
  tf.relu(tf.sub(1, tf.abs(tf.sub(column(theta, 0), k)))) as tf.Tensor2D;

function priorOf(models: readonly Model[], shares: readonly number[]): Prior {
  const named = models.flatMap(({ name, simulator }) => simulator.prior.names.map((one) => `${name}.${one}`));
  const names = [whichModel, ...named];
  const sample = (key: Key, n: number): tf.Tensor2D => {
    const k = split(key, "model", "parameters");
    const parts = models.map(({ name, simulator }) => simulator.prior.sample(keyFor(k.parameters, name), n));
    return columns(drawnModels(k.model, n, shares), ...parts);
  };
  const only = (some: readonly string[]): Prior | undefined => {
    const at = some.map((name) => names.indexOf(name));
    // The model is independent of all parameters; of these, each model's prior knows more than is asked here.
    if (`${at}` !== "0" && (at.includes(0) || at.length !== named.length)) return undefined;
    return {
      names: some,
      units: at.map((j) => (j === 0 ? "" : (units[j] as string))),
      sample: (key, n) => columns(...at.map((j) => column(sample(key, n), j))),
    };
  };
  const units = ["", ...models.flatMap(({ simulator }) => simulator.prior.units)];
  return {
    names,
    units,
    support: [{}, ...models.flatMap(({ simulator: { prior } }) => prior.support ?? prior.names.map(() => ({})))],
    categories: [whichModel],
    sample,
    only,
  };
}

function drawnModels(key: Key, n: number, shares: readonly number[]): tf.Tensor2D {
  const upTo = shares.map((_, k) => shares.slice(0, k + 1).reduce((sum, share) => sum + share, 0));
  const which = uniforms(key, n).map((u) => Math.min(shares.length - 1, upTo.filter((end) => u >= end).length));
  return tf.tensor2d(Float32Array.from(which), [n, 1]);
}

function likelihoodOfModels(
  simulators: readonly Simulator[],
  own: (theta: tf.Tensor2D, k: number) => tf.Tensor2D,
): LogLikelihood | undefined {
  const all = simulators.map((simulator) => likelihoodOf(simulator));
  if (all.includes(undefined)) return undefined;
  const known = all as LogLikelihood[];
  const scores: LogLikelihood = (theta, design, outcome) => {
    const shape: [number, number] = [theta.shape[0], outcome.shape[0]];
    return known.slice(1).reduce(
      (before, one, i) => {
        const mine = tf.cast(tf.tile(isModel(theta, i + 1), [1, shape[1]]), "bool");
        return tf.where(mine, one(own(theta, i + 1), design, outcome), before) as tf.Tensor2D;
      },
      (known[0] as LogLikelihood)(own(theta, 0), design, outcome),
    );
  };
  return simulators.every(({ logLikelihood }) => logLikelihood?.ownDesigns) ? forOwnDesigns(scores) : scores;
}

/** @throws InputError where the outcomes of both cannot be outcomes of one experiment */
function checkComparable({ name: one, simulator: a }: Model, { name: other, simulator: b }: Model): void {
  const differ = (what: string, [x, y]: readonly [unknown, unknown]): void =>
    check(
      JSON.stringify(x) === JSON.stringify(y),
      `${one} and ${other} are models of different experiments: ${what} of ${one} ${show(x)}, of ${other} ${show(y)}. Rivals must measure the same, at the same places`,
    );
  check(
    !b.bank,
    `${other} makes whole paths ahead, and cannot be one of several models: give it draw(key, n) in place of its bank`,
  );
  differ("the design space is", [a.designs.kind, b.designs.kind]);
  differ("the lowest design is", [a.designs.low, b.designs.low]);
  differ("the highest design is", [a.designs.high, b.designs.high]);
  differ("the design's unit is", [a.designs.unit, b.designs.unit]);
  differ("how many outcomes there are is", [a.outcome.names.length, b.outcome.names.length]);
  differ("the outcome's unit is", [a.outcome.unit, b.outcome.unit]);
  differ("what outcomes can be is", [a.outcome.kind ?? "continuous", b.outcome.kind ?? "continuous"]);
}
