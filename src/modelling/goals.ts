/** A simulator with a goal: the same experiments, judged by what they tell of some parameters, or of a function of theta. */
import * as tf from "@tensorflow/tfjs-core";
import { check, InputError } from "../basics/errors.js";
import { didYouMean } from "../basics/names.js";
import { show } from "../basics/show.js";
import type { DeclaredGoal, Goal, GoalChoice } from "../contracts/goal.js";
import type { Prior, Simulator, SimulatorFamily } from "../contracts/simulator.js";
import { column, columns, tidied } from "../engine/tensors.js";
import { fixedKey } from "../numbers/keys.js";
import { withParts } from "./failures.js";

/** Pairs that a training step may score where the nuisance is averaged over: thetas of a batch by nuisances by outcomes. */
const nestedBatch = 64;

/**
 * The family whose simulators have this goal. @param choice names of parameters, or of one goal that the simulator declares
 * @throws InputError by `create`, which knows the parameters
 */
export function withGoal<Family extends SimulatorFamily>(family: Family, choice: GoalChoice): Family {
  const create: SimulatorFamily["create"] = (designs, settings) => aimed(family.create(designs, settings), choice);
  const recommended: SimulatorFamily["recommended"] = (estimator) => ({
    ...family.recommended?.(estimator),
    ...(estimator.scores === "likelihood" ? { batch: nestedBatch } : {}),
  });
  return withParts(family, { create, recommended } as Partial<Family>);
}

function aimed(simulator: Simulator, choice: GoalChoice): Simulator {
  const goal = goalOf(simulator, choice);
  const { exactGain } = goal;
  checkGoal(simulator, goal);
  return withParts(simulator, { goal, ...(exactGain ? { exactGain } : {}) }, exactGain ? [] : ["exactGain"]);
}

/** @throws InputError where it is no goal of this simulator */
function goalOf(simulator: Simulator, { names, nuisance }: GoalChoice): Goal {
  const { name, prior, goals = {} } = simulator;
  const [first] = names;
  const declared = names.length === 1 && first !== undefined && Object.hasOwn(goals, first) ? goals[first] : undefined;
  for (const one of names) if (!declared) checkName(one, simulator, names);
  const twice = names.find((one, i) => names.indexOf(one) < i);
  check(twice === undefined, `--goal names ${twice} twice`);
  const asked = names.join(",");
  if (declared?.of) {
    check(
      nuisance === "unknown",
      `--nuisance known: ${asked} is a function of theta, and what else theta holds cannot be told from it. Name parameters instead: ${prior.names.join(", ")}`,
    );
    return functionGoal(asked, declared);
  }
  check(
    nuisance === "unknown" || simulator.logLikelihood !== undefined,
    `--nuisance known: simulator "${name}" has no likelihood, and a critic learns what is told of ${asked} whatever the others are. Leave out --nuisance`,
  );
  const parameters = declared?.parameters ?? names;
  check(
    parameters.length < prior.names.length,
    `--goal ${asked}: these are all parameters of ${name}, whose information every design is made for. Leave out --goal`,
  );
  const goal = parametersGoal(asked, simulator, parameters, nuisance);
  const { exactGain, shares } = declared ?? {};
  return {
    ...(shares ? asKinds(goal, shares) : goal),
    ...(exactGain && nuisance === "unknown" ? { exactGain } : {}),
  };
}

function checkName(one: string, { name, prior, goals = {} }: Simulator, all: readonly string[]): void {
  const declared = Object.keys(goals);
  check(
    !declared.includes(one) || prior.names.includes(one),
    `--goal ${all.join(",")}: ${one} is a goal by itself, and stands alone`,
  );
  const others = declared.length > 0 ? `; its other goals: ${declared.join(", ")}` : "";
  check(
    prior.names.includes(one),
    `--goal: simulator "${name}" has no parameter and no goal "${one}"${didYouMean(one, [...prior.names, ...declared])} ` +
      `Its parameters: ${prior.names.join(", ")}${others}`,
  );
}

function functionGoal(name: string, { names, units, support, of }: DeclaredGoal): Goal {
  const all = names ?? [name];
  return {
    name,
    names: all,
    units: units ?? all.map(() => ""),
    ...(support ? { support } : {}),
    nuisance: "unknown",
    of: of as Goal["of"],
  };
}

/** Some of theta's own columns. */
export function parametersGoal(
  name: string,
  { name: simulator, prior, features }: Pick<Simulator, "name" | "prior" | "features">,
  parameters: readonly string[],
  nuisance: Goal["nuisance"],
): Goal {
  const { names, units, support } = prior;
  const at = parameters.map((one) => names.indexOf(one));
  const [own, rest] = [parameters, names.filter((one) => !parameters.includes(one))].map((some) => prior.only?.(some));
  check(
    nuisance === "unknown" || (own !== undefined && rest !== undefined),
    `--nuisance known: the prior of ${simulator} does not say that ${parameters.join(", ")} ${parameters.length > 1 ? "are" : "is"} independent of the other parameters. ` +
      "Make it with priors.independent({ .. }), or leave out --nuisance",
  );
  const map = features?.theta;
  const mapped = map && tidied(() => columnsAlone(map, prior, at));
  return {
    name,
    names: parameters,
    units: at.map((j) => units[j] as string),
    ...(support ? { support: at.map((j) => support[j] ?? {}) } : {}),
    nuisance,
    of: (theta) => columns(...at.map((j) => column(theta, j))),
    ...(map && mapped ? { features: (theta) => columns(...at.map((j) => column(map(theta), j))) } : {}),
    ...(own?.logDensity ? { logDensity: own.logDensity } : {}),
    ...(own && rest ? { put: putter(at, names.length) } : {}),
  };
}

/** Which of few kinds it is: networks see a column a kind, 1 at its own. */
function asKinds({ logDensity: _none, ...goal }: Goal, shares: readonly number[]): Goal {
  const kinds = Float32Array.from(shares, (_, k) => k);
  return {
    ...goal,
    shares,
    features: (theta) => tf.relu(tf.sub(1, tf.abs(tf.sub(goal.of(theta), tf.tensor2d(kinds, [1, kinds.length]))))) as tf.Tensor2D,
  };
}

/** theta with other numbers in some of its columns. */
export function putter(at: readonly number[], p: number): NonNullable<Goal["put"]> {
  return (goal, other) => {
    const kept = Float32Array.from({ length: p }, (_, j) => (at.includes(j) ? 0 : 1));
    const places = new Float32Array(at.length * p);
    for (const [i, j] of at.entries()) places[i * p + j] = 1;
    return tf.add(tf.mul(other, tf.tensor2d(kept, [1, p])), tf.matMul(goal, tf.tensor2d(places, [at.length, p])));
  };
}

/** Whether features of theta are made column by column, so that those of some parameters hold nothing of the others. */
function columnsAlone(map: (theta: tf.Tensor2D) => tf.Tensor2D, prior: Prior, at: readonly number[]): boolean {
  const [theta, other] = ["goal", "others"].map((name) => prior.sample(fixedKey(name), 8)) as [tf.Tensor2D, tf.Tensor2D];
  const [seen, moved] = [map(theta), map(putter(at, prior.names.length)(columns(...at.map((j) => column(theta, j))), other))];
  if (seen.shape[1] !== prior.names.length) return false;
  return at.every((j) => tf.max(tf.abs(tf.sub(column(seen, j), column(moved, j)))).dataSync()[0] === 0);
}

/** Draws on which a goal is looked at before it is used. */
const lookedAt = 256;

/** @throws InputError for a function that is none of theta's rows, or that is not finite */
function checkGoal({ name: simulator, prior }: Simulator, { name, names, units, of, shares }: Goal): void {
  const what = `simulator "${simulator}": goal "${name}"`;
  check(units.length === names.length, `${what} needs one unit a name (write "" where there is none)`);
  const problem = tidied(() => {
    const theta = prior.sample(fixedKey("goal"), lookedAt);
    const found = read(what, () => of(theta));
    const shape = found instanceof tf.Tensor ? `[${found.shape.join(", ")}]` : show(found);
    if (shape !== `[${lookedAt}, ${names.length}]`)
      return `of(theta) must have shape [${lookedAt}, ${names.length}] for theta [${theta.shape.join(", ")}], a column a name, got ${shape}`;
    const values = found.dataSync();
    const wrong = values.filter((x) => !Number.isFinite(x)).length;
    if (wrong > 0) return `of(theta) is not finite for ${Math.round((100 * wrong) / values.length)} % of the prior`;
    const width = names.length;
    if (shares) {
      const beyond = values.find((x) => !Number.isInteger(x) || x < 0 || x >= shares.length);
      return beyond === undefined
        ? undefined
        : `it has ${shares.length} shares, of the values 0 to ${shares.length - 1}, and is ${beyond}`;
    }
    const constant = names.find((_, j) => values.every((x, i) => i % width !== j || x === values[j]));
    return constant === undefined
      ? undefined
      : `${constant} is the same for every theta of the prior, so there is nothing to learn of it`;
  });
  check(!problem, `${what}: ${problem}`);
}

function read<T>(what: string, compute: () => T): T {
  try {
    return compute();
  } catch (error) {
    throw new InputError(`${what}: of(theta) failed: ${(error as Error).message}`, { cause: error });
  }
}

function sharesProblem({ shares, parameters }: DeclaredGoal): string | undefined {
  if (shares === undefined) return undefined;
  if (parameters?.length !== 1) return "has shares, which are of one parameter that is one of few kinds";
  const sum = Array.isArray(shares) ? shares.reduce((all, share) => all + share, 0) : Number.NaN;
  const fine = shares.every((share) => share > 0) && Math.abs(sum - 1) < 1e-6;
  return fine ? undefined : `has shares that must be positive and add up to 1, got ${show(shares)}`;
}

/** Why declarations are none, to be read after "its"; undefined where they are. */
export function goalsProblem(goals: unknown, parameters: readonly string[]): string | undefined {
  if (goals === undefined) return undefined;
  if (typeof goals !== "object" || goals === null || Array.isArray(goals))
    return `goals must be an object of goals by name, got ${show(goals)}`;
  for (const [name, one] of Object.entries(goals as Record<string, DeclaredGoal>)) {
    const what = `goal "${name}"`;
    if (!/^[A-Za-z][A-Za-z0-9]*$/.test(name)) return `${what} must be named by a letter followed by letters and digits`;
    if (typeof one?.summary !== "string" || one.summary === "") return `${what} needs a summary, one line of text`;
    if ((typeof one.of === "function") === Array.isArray(one.parameters))
      return `${what} needs either of(theta), a function, or parameters, their names`;
    const unknown = one.parameters?.find((parameter) => !parameters.includes(parameter));
    if (unknown !== undefined) return `${what} names the parameter ${show(unknown)}, which its prior does not have`;
    const badShares = sharesProblem(one);
    if (badShares) return `${what} ${badShares}`;
    if (parameters.includes(name) && `${one.parameters}` !== name)
      return `${what} has the name of a parameter, and is another: give it its own`;
  }
  return undefined;
}
