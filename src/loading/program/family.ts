/** A program of the user's, in whatever language, as a simulator: black box, theta and design in, outcome out. */
import { availableParallelism } from "node:os";
import * as tf from "@tensorflow/tfjs-core";
import { box } from "../../../designs/index.js";
import { InputError, messageOf } from "../../basics/errors.js";
import { type BlockingThread, startBlocking } from "../../basics/processes/blocking.js";
import { threadEntry } from "../../basics/processes/threadEntry.js";
import { withoutGaps } from "../../basics/withoutGaps.js";
import type { Simulator, SimulatorFamily } from "../../contracts/simulator.js";
import type { Key, Noise, SettingSpecs, SettingsOf } from "../../contracts/values.js";
import { columns } from "../../engine/tensors.js";
import { defineSimulator } from "../../modelling/defineSimulator.js";
import { bits, split } from "../../numbers/keys.js";
import type { Calls } from "./calls.js";
import { type Description, describedBy } from "./description.js";
import { isPositive, priorOf } from "./prior.js";
import type { Program } from "./processes.js";

const settings = {
  timeout: { default: 60, min: 0.1, max: 1e5, unit: "s", help: "longest time that the program may take for one answer" },
} as const satisfies SettingSpecs;

type Thread = BlockingThread<Calls, Float32Array>;
const threads = new Map<string, Thread>();

/** One thread with its processes for each program, as long as this process lives. */
function threadOf(program: Program): Thread {
  const name = JSON.stringify(program);
  const thread = threads.get(name) ?? startBlocking<Program, Calls, Float32Array>(entry, program);
  threads.set(name, thread);
  return thread;
}

const entry = threadEntry(import.meta.url, "thread");

/** @throws InputError as `describedBy` */
export function programFamily(command: string): SimulatorFamily {
  const described = describedBy(command);
  const { name, summary, reference, design } = described;
  return defineSimulator({
    name: nameIn(name),
    summary: summary ?? `what ${command} simulates`,
    use: "a program of one's own",
    ...withoutGaps({ reference }),
    settings,
    defaultDesigns: design.names.length,
    create: (designs, given) => create(command, described, designs, given),
  });
}

/** Letters and digits, as simulators are called. */
const nameIn = (name: string): string => name.replaceAll(/[^A-Za-z0-9]+/g, "").replace(/^[^A-Za-z]+/, "") || "program";

function create(command: string, described: Description, designs: number, { timeout }: SettingsOf<typeof settings>): Simulator {
  const { design, outcome, parameters, failures, many, encoding } = described;
  const [whole] = design.names;
  // One number chosen and one seen is one measurement, of which an experiment has several.
  const single = design.names.length === 1 && outcome.names.length === 1;
  const numbered = (names: readonly string[]) =>
    single && designs > 1 ? Array.from({ length: designs }, (_, i) => `${names[0]}${i + 1}`) : names;
  const prior = priorOf(parameters);
  const each = single && !design.together;
  const asked = each ? 1 : single ? designs : outcome.names.length;
  const program = { command, processes: availableParallelism(), timeout, outcomes: asked, ...withoutGaps({ many, encoding }) };
  const run = (calls: Calls): tf.Tensor2D => {
    try {
      return tf.tensor2d(threadOf(program).call(calls), [calls.count, asked]);
    } catch (error) {
      throw new InputError(messageOf(error));
    }
  };
  const positive = parameters.map(({ prior }) => isPositive(prior));
  return {
    name: nameIn(described.name),
    summary: described.summary ?? `what ${command} simulates`,
    settings: { timeout },
    prior,
    designs: box({
      low: design.low,
      high: design.high,
      dim: single ? designs : design.names.length,
      names: numbered(design.names),
      ...withoutGaps({ unit: design.unit, scale: design.scale }),
      ...(single && whole !== undefined ? { exchangeable: true } : {}),
    }),
    outcome: {
      names: numbered(outcome.names),
      unit: outcome.unit ?? "",
      ...withoutGaps({ kind: outcome.kind, low: outcome.low, high: outcome.high }),
    },
    gradient: "score",
    ...withoutGaps({ failures }),
    draw(key, n) {
      const k = split(key, "prior", "seeds");
      return tf.tidy(() => ({ theta: prior.sample(k.prior, n), noise: { seeds: seeds(k.seeds, n) } }));
    },
    simulate(theta, places, noise) {
      const calls = callsOf(theta, places, noise);
      return each ? (tf.reshape(run(stepByStep(calls)), [-1, designs]) as tf.Tensor2D) : run(calls);
    },
    ...(each
      ? {
          measure(theta: tf.Tensor2D, at: tf.Tensor2D, noise: Noise, step: number) {
            const calls = callsOf(theta, at, noise);
            return run({ ...calls, seed: calls.seed.map((seed) => seedAt(seed, step)) });
          },
        }
      : {}),
    ...(positive.some(Boolean) ? { features: { theta: (theta: tf.Tensor2D) => logarithms(theta, positive) } } : {}),
  };
}

/** 31 bits an experiment, which every language takes for a seed, in two numbers that float32 holds exactly. */
function seeds(key: Key, n: number): tf.Tensor2D {
  const drawn = bits(key, n);
  return tf.tensor2d(
    Float32Array.from({ length: 2 * n }, (_, i) => partOf(drawn[i >> 1] as number, i % 2)),
    [n, 2],
  );
}

const half = 2 ** 16;
const partOf = (word: number, part: number): number => (part === 0 ? (word >>> 1) >>> 16 : (word >>> 1) % half);

/** Another one for each measurement of an experiment. */
const seedAt = (seed: number, step: number): number => (seed + step * 0x3c6ef35f) % 2 ** 31;

/** Each measurement as a call of its own, one experiment after the other. */
function stepByStep({ count, theta, design, seed }: Calls): Calls {
  const [steps, parameters] = [design.length / count, theta.length / count];
  const thetas = new Float32Array(count * steps * parameters);
  for (let i = 0; i < count * steps; i++) {
    const experiment = Math.floor(i / steps);
    for (let j = 0; j < parameters; j++) thetas[i * parameters + j] = theta[experiment * parameters + j] as number;
  }
  const seeds = new Int32Array(count * steps);
  for (let i = 0; i < seeds.length; i++) seeds[i] = seedAt(seed[Math.floor(i / steps)] as number, i % steps);
  return { count: count * steps, theta: thetas, design, seed: seeds };
}

/** @param design [n, q], or [1, q] for all */
function callsOf(theta: tf.Tensor2D, design: tf.Tensor2D, { seeds }: Noise): Calls {
  const count = theta.shape[0];
  const [parts, places] = [(seeds as tf.Tensor2D).dataSync(), design.dataSync().slice() as Float32Array];
  const seed = new Int32Array(count);
  for (let i = 0; i < count; i++) seed[i] = half * (parts[2 * i] as number) + (parts[2 * i + 1] as number);
  return {
    count,
    theta: theta.dataSync().slice() as Float32Array,
    design: design.shape[0] === count ? places : repeated(places, count),
    seed,
  };
}

function repeated(row: Float32Array, times: number): Float32Array {
  const all = new Float32Array(row.length * times);
  for (let i = 0; i < times; i++) all.set(row, i * row.length);
  return all;
}

function logarithms(theta: tf.Tensor2D, positive: readonly boolean[]): tf.Tensor2D {
  const column = (j: number) => tf.slice(theta, [0, j], [-1, 1]) as tf.Tensor2D;
  return columns(...positive.map((isPositive, j) => (isPositive ? (tf.log(column(j)) as tf.Tensor2D) : column(j))));
}
