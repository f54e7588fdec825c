/** An evaluation by several processes, which can be stopped and gone on with: what is done is in a file. */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { check } from "../../basics/errors.js";
import { startHelper } from "../../basics/processes/ask.js";
import { version } from "../../basics/version.js";
import type { Simulator } from "../../contracts/simulator.js";
import type { Bounds } from "../../information/evaluation/contrastive.js";
import { canBeShared } from "../../information/evaluation/evaluate.js";
import type { EvaluationTask } from "../../information/evaluation/task.js";
import { openEvaluation } from "../../records/evaluationStore.js";
import { configFile } from "../../records/folder.js";
import { readToKeep } from "../../runs/givenFile.js";
import { sourceOf } from "../../runs/loadSimulator.js";
import { rivalSources } from "../../runs/rivals.js";
import type { Given } from "../given.js";
import type { Opened } from "./asked.js";

/** What a helping process is asked: once what is to be evaluated, then for a group of one of its subjects. */
export type GroupRequest =
  | { readonly type: "open"; readonly name: string; readonly given: Given }
  | { readonly type: "group"; readonly subject: number; readonly group: number };

export interface OpenSharing {
  /** Of the subject, 0, and of the designs beside it. */
  of(subject: number): Pick<EvaluationTask, "sharing">;
  close(): void;
}

export interface Shared {
  /** What is evaluated, and how. */
  readonly name: string;
  readonly given: Given;
  /** The file in which groups are kept. */
  readonly keep?: string;
  readonly processes?: number;
}

/** @throws InputError where groups cannot be told apart, or the file is another evaluation's */
export function openSharing({ name, given, keep, processes = 1 }: Shared, opened: Opened): OpenSharing {
  const { simulator } = opened;
  if (keep === undefined && processes === 1) return { of: () => ({}), close: () => undefined };
  checkShares(keep === undefined ? "processes" : "keep", simulator);
  const store = keep === undefined ? undefined : openEvaluation(keep, aboutOf(name, opened));
  const closing = new AbortController();
  const helpers = processes === 1 ? [] : Array.from({ length: processes }, () => helperOf(name, given, closing.signal));
  return {
    of: (subject) => ({
      sharing: {
        known: (group) => store?.known(`${subject}`, group),
        keep: (group, bounds) => store?.keep(`${subject}`, group, bounds),
        helpers: helpers.map((helper) => (group: number, stop?: AbortSignal) => helper({ type: "group", subject, group }, stop)),
      },
    }),
    close() {
      store?.close();
      closing.abort();
    },
  };
}

/** @throws InputError where it cannot be done in groups, which the option needs */
export function checkShares(option: "processes" | "keep", simulator: Simulator): void {
  const why = aloneBy(option, simulator);
  check(why === undefined, why ?? "");
}

/** Why its evaluation is not done in groups; undefined where it is. */
export const aloneBy = (option: "processes" | "keep", simulator: Simulator): string | undefined =>
  canBeShared(simulator)
    ? undefined
    : `--${option} is for simulators with a likelihood, and ${simulator.name} ${simulator.bank ? "simulates its paths all at once" : "has none"}`;

/** Begins with its first group, so that what is known from before starts no process. */
function helperOf(name: string, given: Given, closing: AbortSignal) {
  const program = new URL("./child.js", import.meta.url);
  let helper: ReturnType<typeof startHelper<GroupRequest, number, Bounds | undefined>> | undefined;
  return async (request: GroupRequest, signal?: AbortSignal): Promise<Bounds> => {
    if (!helper) {
      helper = startHelper<GroupRequest, number, Bounds | undefined>(program, closing);
      await last(helper.ask({ type: "open", name, given }, signal));
    }
    return (await last(helper.ask(request, signal))) as Bounds;
  };
}

async function last<T>(steps: AsyncGenerator<unknown, T>): Promise<T> {
  for (let next = await steps.next(); ; next = await steps.next()) if (next.done) return next.value;
}

/** All that the numbers depend on. */
function aboutOf(name: string, opened: Opened): unknown {
  const { simulator, options, seed, backend } = opened;
  return { simulator: simulator.name, seed, ...options, backend: backend.name, version, digest: digestOf(name, opened) };
}

/** Of what is evaluated, and of what the files hold that it is of: where they are named from, and how, changes no number. */
export function digestOf(name: string, { simulator, subject, options, rivals, given }: Opened): string {
  const { set, goal, nuisance, groups, subjects, rivals: models, modelWeights, given: draws } = given.options;
  const file = draws === undefined ? undefined : readToKeep(draws as string, "the draws").hash;
  const told = {
    subject,
    options,
    rivals: rivals.map(({ design }) => design),
    settings: simulator.settings,
    designs: simulator.designs.names,
  };
  const others = models === undefined ? undefined : rivalSources(name, { rivals: models as string });
  const more = { set, goal, nuisance, groups, subjects, models: others, modelWeights, file, names: simulator.prior.names };
  const code = existsSync(join(name, configFile)) ? undefined : sourceOf({ simulator: name });
  return createHash("sha256")
    .update(JSON.stringify({ ...told, ...more, code }))
    .digest("hex");
}
