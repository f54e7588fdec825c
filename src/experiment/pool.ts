/** Fresh draws for evaluation, apart from everything that was trained on: outer samples in blocks, and thetas to contrast them with. */
import * as tf from "@tensorflow/tfjs-core";
import type { Draw, Simulator } from "../contracts/simulator.js";
import type { Key } from "../contracts/values.js";
import { fold, keyFor, split } from "../numbers/keys.js";

export interface Pool {
  /** Groups of outer samples; each group is contrasted with thetas of its own. */
  readonly groups: number;
  readonly perGroup: number;
  /** Thetas against which each outer sample is contrasted. */
  readonly contrasts: number;
  /** What tells its draws from others: two evaluations with equal ones have seen the same experiments. */
  readonly draws: string;
  outer(group: number): Draw;
  /** n thetas [n, p] from position `from` of the group's contrasts; successive calls of a group cover [0, contrasts). */
  thetas(group: number, from: number, n: number): tf.Tensor2D;
  /** All the joint draws there are: the outer samples, and a bank's other members too. */
  all(): Draw;
  notes(): string[];
}

export interface PoolOptions {
  /** Outer samples, rounded up to whole groups. */
  readonly samples: number;
  readonly contrasts: number;
  /** Groups where thetas are cheap to score; 1 shares the contrasts between all outer samples. */
  readonly groups: number;
}

export async function openPool(simulator: Simulator, key: Key, options: PoolOptions, signal?: AbortSignal): Promise<Pool> {
  const { contrasts, samples } = options;
  // A bank's contrasts are shared: thetas come with whole paths, which are too dear to simulate for each group.
  const groups = simulator.bank ? 1 : options.groups;
  const draws = [...key, samples, contrasts].join(" ");
  const sizes = { groups, perGroup: Math.ceil(samples / groups), contrasts, draws };
  return simulator.bank ? bankedPool(simulator.bank, key, sizes, signal) : directPool(simulator, key, sizes);
}

type Sizes = Pick<Pool, "groups" | "perGroup" | "contrasts" | "draws">;

function directPool(simulator: Simulator, key: Key, sizes: Sizes): Pool {
  const k = split(key, "outer", "contrasts", "failures");
  const draw = simulator.draw as NonNullable<Simulator["draw"]>;
  const outer = (group: number): Draw => draw(fold(k.outer, group), sizes.perGroup);
  return {
    ...sizes,
    outer,
    // A chunk's key depends on where it starts, so every group has contrasts of its own.
    thetas: (group, from, n) => simulator.prior.sample(fold(fold(k.contrasts, group), from), n),
    all: () => outer(0),
    notes: () => failureNotes(simulator, k.failures),
  };
}

const failuresCounted = 10_000;

function failureNotes({ name, failedOf }: Simulator, key: Key): string[] {
  const failed = failedOf?.(key, failuresCounted) ?? 0;
  if (failed === 0) return [];
  return [
    `${name}: simulate failed for ${failed} of ${failuresCounted} draws of the prior. They are left out, as its failures: "leaveOut" asks for: the gain is ` +
      "that of the prior given success",
  ];
}

/** The bank's own members are the (effective) prior: outer samples first, all others serve as contrasts. */
async function bankedPool<B>(bank: NonNullable<Simulator["bank"]>, key: Key, sizes: Sizes, signal?: AbortSignal): Promise<Pool> {
  const outers = sizes.groups * sizes.perGroup;
  const content: B = await bank.simulate(keyFor(key, "pool"), outers + sizes.contrasts, signal, "evaluation");
  return {
    ...sizes,
    outer: (group) => bank.slice(content, group * sizes.perGroup, sizes.perGroup),
    thetas: (_group, from, n) => tf.tidy(() => bank.slice(content, outers + from, n).theta),
    all: () => bank.slice(content, 0, outers + sizes.contrasts),
    notes: () => bank.notes?.(content) ?? [],
  };
}
