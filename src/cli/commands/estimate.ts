/** `floe estimate FILE` */
import { short, withError } from "../../basics/digits.js";
import { table } from "../../basics/tables.js";
import { runningBackend, startBackend } from "../../engine/backend.js";
import { prettyJson } from "../../records/json.js";
import { type EstimateInput, type EstimateResult, estimating, type InformationEstimate } from "../../runs/estimate/index.js";
import type { Call } from "../command.js";
import { interruptible } from "../interrupt.js";
import { print } from "../io.js";
import { follow } from "../progress.js";
import { readOptions } from "../readOptions.js";
import { announce } from "../running/prepare.js";

export async function run(call: Call): Promise<void> {
  const given = await readOptions(call);
  const { backend = "auto", ...options } = given.options;
  await startBackend(backend as Parameters<typeof startBackend>[0]);
  announce(runningBackend(), call.io, given.quiet);
  const input = { ...options, file: call.args[0] as string } as EstimateInput;
  const result = await interruptible((signal) => follow(estimating(input, signal), call.io, given.quiet));
  if (given.json) return print(call.io.stdout, prettyJson(result));
  await print(call.io.stdout, given.quiet ? `${result.value}\n` : words(result));
}

const sides = { lower: "lower bound", upper: "upper bound", neither: "estimate" } as const;

function words(result: EstimateResult): string {
  const { x, y, given, rows, independence, reliable, warnings, others } = result;
  const named = (columns: EstimateResult["x"]) =>
    columns.map(({ name, kind, kinds }) => (kind === "discrete" ? `${name} (${kinds} kinds)` : name)).join(", ");
  const chance = independence && `${short(independence.p, 2)} (${independence.shuffles} shuffles)`;
  return [
    `x  ${named(x)}\ny  ${named(y)}\n`,
    given ? `given  ${named(given)}\n` : "",
    `rows  ${rows}\n\n`,
    rowsTable([result, ...others.filter(({ estimator }) => estimator !== result.estimator)]),
    chance === undefined ? "" : `\nindependent? p = ${chance}\n`,
    reliable ? "" : "\nUNRELIABLE\n",
    warnings.map((warning) => `${warning}\n`).join(""),
  ].join("");
}

function rowsTable(estimates: readonly InformationEstimate[]): string {
  const rows = estimates.map(({ estimator, value, se, interval: [low, high], side, cap, seconds }) => [
    estimator,
    withError(value, se),
    `${short(low, 3)} to ${short(high, 3)}`,
    sides[side],
    cap === null ? "-" : short(cap, 3),
    short(seconds, 2),
  ]);
  return table([["", "nats", "95 %", "", "cap", "seconds"], ...rows]);
}
