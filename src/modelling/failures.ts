/**
 * Simulations that fail for some theta of the prior. Who writes `failures: "leaveOut"` beside simulate learns about the prior given success: draws for
 * which simulate is not finite at one of a few designs are left out and replaced, in training, evaluation and baselines alike, so that all designs
 * are compared under one prior.
 */
import * as tf from "@tensorflow/tfjs-core";
import { check, InputError } from "../basics/errors.js";
import type { Goal } from "../contracts/goal.js";
import type { Draw, Simulator, SimulatorFamily } from "../contracts/simulator.js";
import type { Key } from "../contracts/values.js";
import { tidied } from "../engine/tensors.js";
import { fixedKey, fold, keyFor } from "../numbers/keys.js";

/** Fixed for a simulator: what is left out may depend neither on a seed nor on the design that is judged. */
function probes({ designs }: Simulator): number[][] {
  return [designs.equallySpaced(), ...[1, 2, 3].map((i) => designs.random(fold(fixedKey("probes"), i)))];
}

/** Rows whose outcomes are finite at all these designs. */
function succeeded(simulator: Simulator, { theta, noise }: Draw, designs: readonly number[][]): Uint8Array {
  return tidied(() => {
    const rows = designs.map((design) => {
      const outcome = simulator.simulate(theta, tf.tensor2d([design]), noise);
      return tf.all(tf.isFinite(outcome), 1);
    });
    return tf.all(tf.stack(rows), 0).dataSync() as Uint8Array;
  });
}

const attempts = 60;

/** The simulator as it is, or where it asks for it, with draws of the prior given success. */
export function withoutFailures(simulator: Simulator): Simulator {
  if (simulator.failures !== "leaveOut" || !simulator.draw) return simulator;
  const designs = probes(simulator);
  const draw = (key: Key, n: number): Draw => successes(simulator, designs, key, n);
  const sample = (key: Key, n: number): tf.Tensor2D => {
    const { theta, noise } = draw(keyFor(key, "prior"), n);
    tf.dispose(noise);
    return theta;
  };
  const { logDensity: _whole, only: _parts, ...prior } = simulator.prior; // a density would be that of the prior without success
  const parts: Partial<Simulator> = {
    draw,
    prior: { ...prior, sample },
    ...(simulator.goal ? { goal: givenSuccess(simulator.goal, simulator.name) } : {}),
    failedOf: (key, n) => failedOf(simulator, designs, key, n),
  };
  return withParts(simulator, parts, ["exactGain"]); // which is of the whole prior
}

/** Given success a goal may depend on its nuisance, and its density is another one. @throws InputError where the nuisance is to be known */
function givenSuccess({ put: _put, logDensity: _density, exactGain: _exact, ...goal }: Goal, name: string): Goal {
  check(
    goal.nuisance === "unknown",
    `--nuisance known: simulator "${name}" leaves out draws that fail, after which ${goal.name} is not independent of the other parameters. Leave out --nuisance`,
  );
  return goal;
}

/** A simulator, or a family of them, with other parts, or without some; one that is an instance of a class keeps its methods. */
export function withParts<Whole extends Simulator | SimulatorFamily>(
  whole: Whole,
  parts: Partial<Whole>,
  without: readonly (keyof Whole)[] = [],
): Whole {
  const own = Object.assign(Object.create(Object.getPrototypeOf(whole)), whole, parts);
  for (const name of without) Object.defineProperty(own, name, { value: undefined, enumerable: true });
  return own;
}

function failedOf(simulator: Simulator, designs: readonly number[][], key: Key, n: number): number {
  return tidied(
    () => succeeded(simulator, (simulator.draw as NonNullable<Simulator["draw"]>)(key, n), designs).filter((x) => !x).length,
  );
}

function successes(simulator: Simulator, designs: readonly number[][], key: Key, n: number): Draw {
  const { draw, name } = simulator as Simulator & Required<Pick<Simulator, "draw">>;
  return tf.tidy(() => {
    const parts: Draw[] = [];
    const kept: number[] = [];
    let drawn = 0;
    for (let attempt = 0; kept.length < n; attempt++) {
      if (attempt === attempts)
        throw new InputError(
          `simulator "${name}": simulate failed for ${drawn - kept.length} of ${drawn} draws: too many to be left out. Narrow the prior`,
        );
      const part = draw(
        attempt === 0 ? key : fold(keyFor(key, "again"), attempt),
        attempt === 0 ? n : Math.max(16, 2 * (n - kept.length)),
      );
      for (const [i, sound] of succeeded(simulator, part, designs).entries()) if (sound && kept.length < n) kept.push(drawn + i);
      drawn += part.theta.shape[0];
      parts.push(part);
    }
    const rows = tf.tensor1d(kept, "int32");
    const gathered = <T extends tf.Tensor>(of: (part: Draw) => T): T =>
      (drawn === n ? of(parts[0] as Draw) : tf.gather(tf.concat(parts.map(of)), rows)) as T;
    const names = Object.keys((parts[0] as Draw).noise);
    const noise = Object.fromEntries(names.map((one) => [one, gathered((part) => part.noise[one] as tf.Tensor)]));
    return { theta: gathered((part) => part.theta), noise };
  });
}
