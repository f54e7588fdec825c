/**
 * What is known already as the prior of the next experiment: draws of a posterior in place of a simulator's own prior. The next measurements must be
 * independent of those that were made, given theta: their noise is new.
 */
import * as tf from "@tensorflow/tfjs-core";
import { shortestOf } from "../basics/decimal.js";
import { check, InputError } from "../basics/errors.js";
import type { Gain } from "../contracts/gain.js";
import type { Draw, Simulator, SimulatorFamily } from "../contracts/simulator.js";
import type { Key } from "../contracts/values.js";
import { tidied } from "../engine/tensors.js";
import { isIndependent } from "../loading/rehearsal/draws.js";
import { withParts } from "../modelling/failures.js";
import { fixedKey, fold, keyFor } from "../numbers/keys.js";
import { drawnAgain, type Rows } from "./infer/rows.js";

/** Fewer could not stand for a prior: every gain would be near their own logarithm. */
const fewest = 1000;

/** Draws that the independence of noise is judged by. */
const judged = 2048;

/**
 * The simulator whose prior is these draws, as they are: rows are drawn again, each as likely as any other. A gain is then that of the
 * discrete prior, which falls short of the smooth one's by about e^gain / draws nats (docs/inference.md).
 * @param theta [n, p] row after row, in the parameters' own units: `theta` of an inference
 * @throws InputError where they cannot be the prior: by `create`, which knows the parameters
 */
export function givenData(family: SimulatorFamily, theta: Rows): SimulatorFamily {
  const create: SimulatorFamily["create"] = (designs, settings) => withDraws(family.create(designs, settings), theta);
  return withParts(family, { create });
}

function withDraws(simulator: Simulator, theta: Rows): Simulator {
  checkDraws(simulator, theta);
  checkGivable(simulator);
  const { logDensity: _whole, only: _parts, ...prior } = simulator.prior;
  const { curve, goals } = simulator;
  const own = simulator as Simulator & Required<Pick<Simulator, "draw">>;
  const draws = theta.values.length / theta.columns;
  const draw = (key: Key, n: number): Draw =>
    tf.tidy(() => ({ theta: drawnAgain(theta, keyFor(key, "given"), n), noise: own.draw(key, n).noise }));
  const parts: Partial<Simulator> = {
    summary: `${simulator.summary}; its prior is ${draws.toLocaleString("en")} draws of what earlier data tell`,
    draw,
    prior: { ...prior, draws, sample: (key, n) => drawnAgain(theta, key, n) },
    ...(goals ? { goals: withoutExact(goals) } : {}),
    ...(curve?.of ? { curve: { ...curve, paths: async (key, count) => pathsOf(curve, draw, key, count) } } : {}),
  };
  return withParts(simulator, parts, curve && !curve.of ? ["exactGain", "curve"] : ["exactGain"]); // both are of the whole prior
}

const withoutExact = (goals: NonNullable<Simulator["goals"]>): NonNullable<Simulator["goals"]> =>
  Object.fromEntries(Object.entries(goals).map(([name, { exactGain: _whole, ...goal }]) => [name, goal]));

type Curves = NonNullable<Simulator["curve"]>;

const pathsOf = (curve: Curves, draw: (key: Key, n: number) => Draw, key: Key, count: number): number[][] =>
  tidied(() => curve.of?.(draw(key, count)) ?? []);

/** Whether another theta can be simulated with the noise that is drawn. */
export function hasFreeNoise(simulator: Simulator): boolean {
  const drawn = (i: number) => simulator.draw?.(fold(fixedKey("given"), i), judged) as Draw;
  return [0, 1].some((i) => tidied(() => isIndependent(drawn(i)))); // a chance finding of one key is none of another
}

/** @throws InputError where another theta cannot be simulated with the noise that was drawn */
export function checkGivable(simulator: Simulator): void {
  const fail = (why: string) => new InputError(`simulator "${simulator.name}" cannot begin from what is known already: ${why}`);
  const { draw } = simulator;
  if (!draw)
    throw fail(
      "it makes whole paths ahead, each with a theta of its own, and has none for the draws of a posterior: what comes next would have to go on " +
        "from paths that came out as was seen, and of the paths of one theta hardly any did",
    );
  if (!hasFreeNoise(simulator))
    throw fail(
      "the noise that its draw(key, n) makes depends on theta. Draw the noise apart (standard normals, say), and let simulate scale it",
    );
}

function checkDraws({ name, prior: { names, support } }: Simulator, { columns: p, values }: Rows): void {
  const what = `the draws that are given to simulator "${name}"`;
  check(p === names.length, `${what} have ${p} columns, and it has ${names.length} parameters: ${names.join(", ")}`);
  const n = values.length / p;
  check(Number.isInteger(n) && n >= fewest, `${what} are too few to be a prior: ${Math.floor(n)}, and ${fewest} are the fewest`);
  for (const [i, x] of values.entries()) {
    const { low = Number.NEGATIVE_INFINITY, high = Number.POSITIVE_INFINITY } = support?.[i % p] ?? {};
    const row = Math.floor(i / p) + 1;
    check(
      Number.isFinite(x) && x >= low && x <= high,
      `${what}: ${names[i % p]} of draw ${row} is ${shortestOf(x)}, and can be ${support?.[i % p] ? `from ${low} to ${high}` : "any finite number"}`,
    );
  }
}

/**
 * Where an experiment tells so much that few draws are like the one that it came from. Own and others' densities: of draws like theta there are about
 * draws / e^gain; below e^gain of them the gap to the smooth prior begins to show.
 */
export function fewDraws(draws: number | undefined, { lower, upper }: Gain): string[] {
  const gain = (upper ?? lower)?.value;
  if (draws === undefined || gain === undefined || gain < 0.5 * Math.log(draws)) return [];
  return [
    `the gain, ${gain.toFixed(2)} nats, is more than half of the logarithm of the ${draws} draws that the prior is, so it is somewhat too small: give more draws`,
  ];
}
