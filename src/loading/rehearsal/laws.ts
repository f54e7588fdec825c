/**
 * What draw, prior, likelihood and measure say of each other, by some thousand draws: two laws that should be one are told apart beyond doubt, or let
 * pass. Everything else would rest on a slip in silence: contrasts come from the prior, outcomes from draw and simulate.
 */

import * as tf from "@tensorflow/tfjs-core";
import { percent, short, shortRow } from "../../basics/digits.js";
import { check } from "../../basics/errors.js";
import type { Draw, Simulator } from "../../contracts/simulator.js";
import type { Key } from "../../contracts/values.js";
import { columns, piece, tidied } from "../../engine/tensors.js";
import { normal, uniforms } from "../../numbers/distributions.js";
import { fold, split } from "../../numbers/keys.js";
import { measurementsOf, outcomesOfOne, passiveOf, widthOf } from "../../numbers/measurements.js";
import { type Choices, isInverted, worstMiscalibration } from "./calibration.js";
import { columnsOf, isIndependent, rowsOfDraw } from "./draws.js";
import { checkLikelihoodLaw, type Look } from "./likelihood.js";
import { checkTogether } from "./suspicion.js";
import { beyondDoubt, largestDifference } from "./twoSamples.js";

const most = 2048;
const least = 256;
const secondsOfDraws = 0.2;

/** All designs are tried until then, so many in any case. */
const seconds = 1;
const fewestDesigns = 2;
const megabytes = 50;

/** @throws InputError for the first two parts of the simulator that speak of different experiments */
export function checkLaws(simulator: Simulator, designs: readonly (readonly number[])[], key: Key): void {
  if (!simulator.draw) return; // of a bank, thetas and paths come from one place
  const k = split(key, "draw", "more", "prior", "density", "likelihood", "measure");
  const kept = (draw: () => Draw) =>
    tf.tidy(() => {
      const { theta, noise } = draw();
      return { theta, noise: { ...noise } };
    });
  const draw = kept(() => drawsFor(simulator as Drawn, designs[0] as number[], k.draw));
  const own: Draw[] = [draw]; // one a design
  const looks: Look[] = [];
  try {
    checkPrior(simulator, draw, k.prior);
    checkDensity(simulator, draw, k.density);
    const independent = isIndependent(draw);
    const began = worked();
    for (const [i, design] of designs.entries()) {
      if (i >= fewestDesigns && worked() - began > seconds) break;
      checkFailures(simulator, draw, design);
      checkMeasure({ simulator, draw, independent, key: k.measure }, design);
      if (i > 0) own.push(kept(() => (simulator as Drawn).draw(fold(k.more, i), draw.theta.shape[0])));
      const look = checkLikelihoodLaw({ simulator, draw: own.at(-1) as Draw, independent, key: fold(k.likelihood, i) }, design);
      if (look) looks.push(look);
    }
    checkTogether(looks);
  } finally {
    for (const { theta, noise } of own) tf.dispose([theta, noise]);
  }
}

/** Seconds of this process's processors: what others do beside it must not make the rehearsal worse. */
function worked(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

type Drawn = Simulator & Required<Pick<Simulator, "draw">>;

/** As many draws as can be made and simulated in a moment. */
function drawsFor(simulator: Drawn, design: readonly number[], key: Key): Draw {
  const few = simulator.draw(key, least);
  const once = () => simulator.simulate(few.theta, tf.tensor2d([design as number[]]), few.noise).dataSync();
  once(); // the first call compiles
  const began = worked();
  once();
  const seconds = worked() - began;
  const size = [few.theta, ...Object.values(few.noise)].reduce((sum, x) => sum + x.size, 0) * 4e-6;
  const factor = Math.min(most / least, secondsOfDraws / seconds, megabytes / size);
  return factor < 2 ? few : simulator.draw(key, least * 2 ** Math.floor(Math.log2(factor)));
}

/** One theta in a thousand for which simulate fails is enough to spoil a training and an evaluation. */
function checkFailures(simulator: Simulator, { theta, noise }: Draw, design: readonly number[]): void {
  const [n, p] = theta.shape;
  const outcome = tidied(() => simulator.simulate(theta, tf.tensor2d([design as number[]]), noise).dataSync());
  const q = outcome.length / n;
  const failed = Array.from({ length: n }, (_, i) => i).filter(
    (i) => !outcome.subarray(i * q, (i + 1) * q).every(Number.isFinite),
  );
  if (failed.length === 0) return;
  const [first] = failed as [number];
  const example = Array.from(theta.dataSync().subarray(first * p, (first + 1) * p));
  const named = simulator.prior.names.map((name, j) => `${name} = ${short(example[j] as number, 4)}`).join(", ");
  const left = simulator.failures === "leaveOut";
  check(
    false,
    `simulate(theta, design, noise) is not finite for ${percent(failed.length, n)} of ${n} draws of the prior at the design ${shortRow(design)}, e.g. for ${named}` +
      `${left ? ", although it was at the few designs by which draws are left out" : ""}. Let simulate give a finite number there, or narrow the prior` +
      `${left ? "" : '. Or let create return failures: "leaveOut" beside simulate: such draws are then left out and counted, and the gain is that of the prior given success'}`,
  );
}

function checkPrior({ prior }: Simulator, { theta }: Draw, key: Key): void {
  const named = prior.names.map((name) => name);
  const { what, one, other, z } = tidied(() =>
    largestDifference(columnsOf(theta, named), columnsOf(prior.sample(key, theta.shape[0]), named)),
  );
  check(
    Math.abs(z) < beyondDoubt,
    `theta of draw(key, n) and prior.sample(key, n) are not of one law: ${what} is ${one} as drawn and ${other} by the prior ` +
      `(${theta.shape[0]} draws of each, ${Math.abs(z).toFixed(0)} standard errors). Draw theta by prior.sample(key, n) itself, and declare the prior that you mean`,
  );
}

/** Steps of a standard deviation or two to either side are equally likely: the density must tell which end was drawn (Barker 1965). */
function checkDensity({ prior }: Simulator, { theta }: Draw, key: Key): void {
  if (!prior.logDensity) return;
  const [n, p] = theta.shape;
  const names = prior.names.map((name) => `parameter ${name}`);
  const { choices, directions } = tidied(() => {
    const drawn = columnsOf(theta, names);
    const scales = drawn.map(({ values }) => (new Set(values as Float64Array).size < n / 20 ? 0 : 1.5 * spread(values)));
    const moved: tf.Tensor2D = tf.add(theta, tf.mul(normal(fold(key, 1), [n, p]), tf.tensor2d([scales])));
    const [here, there] = [theta, moved].map((x) => prior.logDensity?.(x).dataSync()) as [Float32Array, Float32Array];
    const bad = here.find((x) => !Number.isFinite(x));
    check(bad === undefined, `prior.logDensity is ${bad} for a theta that draw(key, n) has made`);
    const first = Uint8Array.from(uniforms(fold(key, 2), n), (u) => (u < 0.5 ? 1 : 0));
    const odds = Float64Array.from(first, (is, i) => {
      const d = (here[i] as number) - (Number.isNaN(there[i]) ? Number.NEGATIVE_INFINITY : (there[i] as number));
      return is ? d : -d;
    });
    const away = columnsOf(tf.sub(theta, moved) as tf.Tensor2D, names);
    const choices: Choices = { odds, first };
    return {
      choices,
      directions: away.map(({ name, values }) => ({
        name,
        values: Float64Array.from(first, (is, i) => Math.sign(values[i] as number) * (is ? 1 : -1)),
      })),
    };
  });
  const { z, about } = worstMiscalibration(choices, directions);
  const inverted = isInverted(choices);
  check(
    Math.abs(z) < beyondDoubt,
    `prior.logDensity is not the log density of what prior.sample draws (${inverted ? "is its sign wrong?" : about === "confidence" ? "its spread is another" : about}; ${Math.abs(z).toFixed(0)} ` +
      "standard errors). priors.independent makes both from one list of distributions",
  );
}

/** The middle half, robust against heavy tails. */
function spread(values: ArrayLike<number>): number {
  const sorted = Float64Array.from(values).sort();
  return ((sorted[Math.floor(0.75 * sorted.length)] as number) - (sorted[Math.floor(0.25 * sorted.length)] as number)) / 1.35;
}

interface MeasureTask {
  readonly simulator: Simulator;
  readonly draw: Draw;
  readonly independent: boolean;
  readonly key: Key;
}

const close = 1e-3;

/** One measurement after the other must be the same experiment: number by number where it uses the same noise, else by its law. */
function checkMeasure({ simulator, draw, independent }: MeasureTask, design: readonly number[]): void {
  const { measure, outcome, designs } = simulator;
  if (!measure || outcomesOfOne(simulator) === undefined) return;
  const [count, width] = [measurementsOf(designs), widthOf(designs)];
  const at = tf.tensor2d([design as number[]]);
  const measured = outcome.names.length - passiveOf(outcome);
  const whole = (some: Draw) => tf.slice(simulator.simulate(some.theta, at, some.noise), [0, 0], [-1, measured]) as tf.Tensor2D;
  const stepwise = (some: Draw) =>
    columns(
      ...Array.from({ length: count }, (_, step) =>
        measure.call(simulator, some.theta, piece(at, step, width), some.noise, step),
      ),
    );
  const n = draw.theta.shape[0] >> 1;
  const found = tidied(() => {
    const halves = [0, n].map((from) => rowsOfDraw(draw, from, n)) as [Draw, Draw];
    const apart = tf.sub(whole(halves[0]), stepwise(halves[0]));
    const size = tf.add(1e-30, tf.max(tf.abs(whole(halves[0])), 0, true));
    if ((tf.max(tf.div(tf.abs(apart), size)).dataSync()[0] as number) < close) return undefined;
    const names = outcome.names.slice(0, measured);
    const laws = independent ? [3, 1, 2].map((i) => fixedAt(halves, i)) : [halves];
    return laws
      .map(([one, two]) => {
        const unknowns = (some: Draw) => (independent ? [] : columnsOf(some.theta, simulator.prior.names));
        const difference = largestDifference(
          [...columnsOf(whole(one), names), ...unknowns(one)],
          [...columnsOf(stepwise(two), names), ...unknowns(two)],
        );
        return {
          ...difference,
          theta: independent ? ` for theta = ${shortRow(Array.from(tf.slice(one.theta, 0, 1).dataSync()))}` : "",
        };
      })
      .sort((a, b) => Math.abs(b.z) - Math.abs(a.z))[0];
  });
  tf.dispose(at);
  check(
    found === undefined || Math.abs(found.z) < beyondDoubt,
    `measure(theta, at, noise, step) and simulate(theta, design, noise) are different experiments: at the design ${shortRow(design)}${found?.theta}, ` +
      `${found?.what} is ${found?.one} by simulate and ${found?.other} by measure (${Math.abs(found?.z ?? 0).toFixed(0)} standard errors). Step t of measure must be ` +
      "what column t of simulate is: the same mean and the same errors",
  );
}

/** One theta for all: what is left is the noise. */
function fixedAt(halves: readonly [Draw, Draw], i: number): [Draw, Draw] {
  return halves.map(({ theta, noise }) => ({
    theta: tf.tile(tf.slice(halves[0].theta, [i, 0], [1, -1]), [theta.shape[0], 1]) as tf.Tensor2D,
    noise,
  })) as [Draw, Draw];
}
