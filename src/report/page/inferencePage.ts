/** The page of an inference: the answer, the doubts, the figures, the numbers. */
import { withErrorParts } from "../../basics/digits.js";
import { counted, enumerate, named, plain, plusMinus, significant, withUnit } from "../../basics/text.js";
import type { InferenceResult } from "../../records/types.js";
import type { Figure } from "../drawing/render.js";
import type { InferredRun } from "../reading/inference.js";
import { type Html, html, table } from "./html.js";
import { sections } from "./sections.js";
import { warningBox } from "./warnings.js";

export async function inferenceBody(run: InferredRun, figures: readonly Figure[], files: Record<string, string>): Promise<Html> {
  const { result, config } = run;
  return html`<p class="eyebrow">Floe report of ${run.name}</p><h1>${result.simulator}: what the data say</h1>
<p class="asked">${asked(run)}</p>
${answer(result)}
${warningBox(result.warnings)}
${await sections(figures, "", files)}
<h2>Numbers</h2>
${modelsTable(result)}${parametersTable(result)}${diagnosticsTable(result)}${dataTable(run)}${settingsTable(run)}
<h2>Methods</h2>
<ul>${config.about.methods.map(({ name, summary, reference }) => html`<li><strong>${name}</strong>: ${summary}.${reference && html` <cite>${reference}.</cite>`}</li>`)}
<li>Posterior by ${result.why}.</li>
<li>Predictive check: Mahalanobis' distance of the outcomes from the mean of simulated ones, on the scale on which their noise is alike, among the distances of the simulated ones themselves. <cite>Gelman, Meng and Stern 1996, Statistica Sinica 6.</cite></li>
<li>Errors of quantiles by their shares' errors. <cite>Vehtari, Gelman, Simpson, Carpenter and Bürkner 2021, Bayesian Analysis 16.</cite></li></ul>`;
}

function asked({ result, config }: InferredRun): Html {
  const { data } = result;
  const missing = data.missing > 0 ? ` (${data.missing} more are missing)` : "";
  return html`Asked: what ${counted(data.outcomes, "outcome")}${missing} of ${counted(data.experiments, "experiment")} tell about ${enumerate(result.parameters.map(({ name }) => name))} of <strong>${result.simulator}</strong>. <span class="quiet">${config.about.summary}.</span>`;
}

function answer({ parameters, models, predictive: { p } }: InferenceResult): Html {
  const words = parameters.map(
    ({ name, unit, mean, sd, interval: [low, high], prior }) =>
      html`<li><strong>${name} = ${withUnit(plain(mean), unit)}</strong>, with 95 % probability between ${plain(low)} and ${withUnit(plain(high), unit)}; its standard deviation is ${significant(sd, 2)}, and was ${significant(prior.sd, 2)} before the data</li>`,
  );
  return html`<div class="answer"><p class="label">What is known now</p>${models && modelsAnswer(models)}<ul>${words}</ul><p>${fitWords(p)} (p = ${significant(p, 2)}).</p></div>`;
}

/** The data have chosen the parameters, so that p is rarely small by chance: of one in twenty something is said, of one in a hundred there is a warning too. */
function fitWords(p: number): string {
  if (p < 0.01) return "The data do not look like what the model simulates with these parameters";
  if (p < 0.05)
    return "The data are somewhat unusual for what the model simulates with these parameters: look at the figures below";
  return "The data look like what the model simulates with these parameters";
}

type Models = NonNullable<InferenceResult["models"]>;

/** Which model, first of all. */
function modelsAnswer(models: Models): Html {
  const best = models.reduce((a, b) => (b.probability.value > a.probability.value ? b : a));
  const others = models
    .filter((one) => one !== best)
    .map(({ name, bayesFactor }) => `${significant(bayesFactor.value / best.bayesFactor.value, 2)} over ${name}`);
  return html`<p><strong>${best.name} is true with probability ${significant(best.probability.value, 3)}</strong>, of ${enumerate(models.map(({ name }) => name))}, if one of them is; its Bayes factor is ${enumerate(others)}. The parameters below are those of ${models[0]?.name}.</p>`;
}

function modelsTable({ models }: InferenceResult): Html | undefined {
  if (!models) return undefined;
  const rows = models.map(({ name, before, logEvidence, bayesFactor, probability, predictive }) => [
    name,
    significant(before, 3),
    plusMinus(logEvidence),
    bayesFactor.se > 0 ? plusMinus(bayesFactor) : significant(bayesFactor.value, 3),
    plusMinus(probability),
    significant(predictive.p, 2),
  ]);
  const head = [
    "model",
    "before",
    "log p(data), nats",
    "Bayes factor of the best over it",
    "probability",
    "p of its predictive check",
  ];
  return table("The models", head, rows, [1, 2, 3, 4, 5]);
}

function parametersTable({ parameters, trained }: InferenceResult): Html {
  const end = (value: number, error: number) => withErrorParts(value, error, { digits: 1 }).value;
  const rows = parameters.map(
    ({ name, unit, mean, sd, median, interval: [low, high], intervalErrors, mcError, prior, ess, rhat }) => [
      named(name, unit),
      plusMinus({ value: mean, se: mcError }, { digits: 1 }),
      significant(sd, 3),
      plain(median),
      `${end(low, intervalErrors[0])} to ${end(high, intervalErrors[1])}`,
      `${plain(prior.mean)} ± ${significant(prior.sd, 2)}`,
      String(Math.round(ess)),
      rhat === undefined ? "–" : rhat.toFixed(3),
    ],
  );
  const head = [
    "parameter",
    "mean ± Monte Carlo error",
    "sd",
    "median",
    "95 % interval",
    "before: mean ± sd",
    "effective draws",
    "R-hat",
  ];
  const untold = trained ? " (how well the model was trained is in no error here: floe calibrate tells)" : "";
  return table(`The parameters${untold}`, head, rows, [1, 2, 3, 4, 5, 6, 7]);
}

function diagnosticsTable({ draws, predictive, paretoK, divergences, logEvidence }: InferenceResult): Html {
  const rows = [
    ["draws", draws.toLocaleString("en-US")],
    ["p of the data with the parameters found", plusMinus({ value: predictive.p, se: predictive.se })],
    [
      "share of the prior's simulations that stand as alone as the data",
      plusMinus({ value: predictive.prior.p, se: predictive.prior.se }),
    ],
    ...(paretoK === undefined ? [] : [["Pareto k of the weights (below 0.7 is good)", paretoK.toFixed(2)]]),
    ...(divergences === undefined ? [] : [["divergences", String(divergences)]]),
    ...(logEvidence ? [["log p(data), nats", plusMinus(logEvidence)]] : []),
  ];
  return table("How far the draws can be trusted", ["", "value"], rows, [1]);
}

/** A page need not hold more. */
const mostRows = 200;

function dataTable({ config: { data, about } }: InferredRun): Html {
  const several = data.experiments.length > 1;
  const rows = data.experiments.flatMap(({ design, outcome, censored, subject }, e) =>
    outcome.map((value, i) => [
      several ? (subject ?? `experiment ${e + 1}`) : `outcome ${i + 1}`,
      design.length === outcome.length ? plain(design[i] as number) : design.map(plain).join(", "),
      `${{ below: "< ", above: "> ", known: "" }[censored?.[i] ?? "known"]}${significant(value, 5)}`,
    ]),
  );
  const unit = (name: string, of: string) => (of ? `${name} (${of})` : name);
  const head = [several ? "of" : "", unit("measured at", about.design.unit), unit("outcome", about.outcome.unit)];
  const more = rows.length > mostRows ? `, the first ${mostRows} of ${rows.length}` : "";
  return table(`The data${more}`, head, rows.slice(0, mostRows), [1, 2]);
}

function settingsTable({ config: { settings, seed, backend, versions, draws } }: InferredRun): Html {
  const rows = [
    ...Object.entries(settings).map(([name, value]) => [name, String(value)]),
    ["draws asked for", String(draws)],
    ["seed", String(seed)],
    ["backend", backend],
    ["versions", `floe ${versions.floe}, node ${versions.node}, tfjs ${versions.tfjs}`],
  ];
  return table("Settings", ["name", "value"], rows);
}
