/** Where a policy measures, in numbers. */
import { named } from "../../basics/text.js";
import { comparedName } from "../../records/difference.js";
import { chosenOf, printer, staticOf } from "../reading/decisions.js";
import { namesWithUnits, unitOf } from "../reading/facts.js";
import type { Run } from "../reading/run.js";
import { type Html, table } from "./html.js";

export function decisionTable(run: Run): Html | undefined {
  const { rollouts, result } = run;
  if (!rollouts) return undefined;
  const unit = unitOf(run);
  const inUnit = (name: string) => named(name, unit);
  const print = printer(run, rollouts);
  const planned = staticOf(run);
  const others = (result?.baselines ?? []).filter(({ design }) => design?.some((x, i) => x !== planned?.[i]));
  const names = namesWithUnits(run);
  const rows = chosenOf(rollouts).map(({ q05, median, q95 }, step) => [
    names[step] ?? String(step + 1),
    print(median),
    print(q05),
    print(q95),
    ...(planned ? [print(planned[step] as number)] : []),
    ...others.map(({ design }) => print(design?.[step] as number)),
  ]);
  const head = [
    "name",
    inUnit("policy, median"),
    inUnit("5 %"),
    inUnit("95 %"),
    ...(planned ? [inUnit("static")] : []),
    ...others.map((baseline) => inUnit(comparedName(baseline))),
  ];
  const caption = `Where the policy measures, over ${rollouts.design.length} simulated experiments`;
  return table(caption, head, rows, head.map((_, i) => i).slice(1));
}
