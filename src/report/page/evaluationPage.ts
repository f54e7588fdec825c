/** The page of an evaluation: what it is worth, the numbers, what was asked. */
import { plusMinus, significant } from "../../basics/text.js";
import type { Estimate, Gain } from "../../contracts/gain.js";
import type { EvaluationRun } from "../reading/evaluation.js";
import { type Html, html, table } from "./html.js";
import { warningBox } from "./warnings.js";
import { smallPrint, worthSentence } from "./worth.js";

/** "a policy of 4 decisions", or the design in numbers. */
function subjectWords({ result: { policy, horizon, design = [] } }: EvaluationRun): string {
  return policy === undefined
    ? `the design ${design.map((x) => significant(x, 4)).join(", ")}`
    : `the policy ${policy} of ${horizon} measurements`;
}

export const evaluationTitle = ({ result: { simulator } }: EvaluationRun): string => `${simulator}: what is it worth?`;

export function evaluationBody(run: EvaluationRun): Html {
  const { gain, warnings } = run.result;
  return html`<p class="eyebrow">Floe report of ${run.name}</p><h1>${evaluationTitle(run)}</h1>
<p class="asked">${run.config.subject}: ${subjectWords(run)}. By fresh experiments, which nothing was trained on.</p>
<div class="answer"><p class="label">What it is worth</p><p>${worthSentence(gain, "it")}</p>${smallPrint(gain, [])}</div>
${warningBox(warnings)}
<h2>Numbers</h2>
${gainsTable(run)}${settingsTable(run)}`;
}

function gainsTable({ result: { gain, baselines = [] } }: EvaluationRun): Html {
  const head = ["", "lower bound", "upper bound", "exact"];
  const rows = [{ name: "this one", gain }, ...baselines].map(({ name, gain: one }) => [
    name,
    estimateWords(one.lower),
    estimateWords(one.upper),
    exactWords(one),
  ]);
  return table("Information gain in nats, ± one standard error, all by the same experiments", head, rows, [1, 2, 3]);
}

const estimateWords = (one: Estimate | null): string => (one ? `${plusMinus(one)} (${one.method})` : "–");

const exactWords = ({ exact, exactSe = 0 }: Gain): string =>
  exact === undefined ? "–" : plusMinus({ value: exact, se: exactSe });

function settingsTable({ config, result: { version, seconds, settings, gain } }: EvaluationRun): Html {
  const { seed, backend, versions } = config;
  // What was really drawn stands in the place of what was asked for.
  const { samples: _, contrasts: __, ...asked } = config.asked;
  const { samples, contrasts } = gain.lower ?? {};
  const rows = [
    ...Object.entries(settings).map(([name, value]) => [name, String(value)]),
    ...Object.entries({ experiments: samples, contrasts }).flatMap(([name, n]) =>
      n === undefined ? [] : [[name, n.toLocaleString("en-US")]],
    ),
    ...Object.entries(asked).map(([name, value]) => [name, typeof value === "object" ? JSON.stringify(value) : String(value)]),
    ["seed", String(seed)],
    ["seconds", significant(seconds, 3)],
    ["backend", backend],
    ["versions", `floe ${version}, node ${versions.node}, tfjs ${versions.tfjs}`],
  ];
  return table("Settings and versions", ["name", "value"], rows);
}
