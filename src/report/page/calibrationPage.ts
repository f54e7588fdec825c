/** The page of a calibration: which posteriors hold what they say, the figures, the numbers. */
import { basename } from "node:path";
import { counted, enumerate, plusMinus, significant } from "../../basics/text.js";
import type { CalibratedPosterior, CalibrationResult } from "../../records/types.js";
import type { Figure } from "../drawing/render.js";
import { ranksFigure } from "../figures/calibration/ranks.js";
import type { CalibratedRun } from "../reading/calibration.js";
import type { Run } from "../reading/run.js";
import { type Html, html, table } from "./html.js";
import { sections } from "./sections.js";
import { warningBox } from "./warnings.js";

export async function calibrationBody(
  run: CalibratedRun,
  figures: readonly Figure[],
  files: Record<string, string>,
): Promise<Html> {
  const { result, config } = run;
  return html`<p class="eyebrow">Floe report of ${run.name}</p><h1>${result.simulator}: do posteriors hold what they say?</h1>
<p class="asked">${asked(run)}</p>
${answer(result)}
${warningBox(result.warnings)}
${await sections(figures, "", files)}
<h2>Numbers</h2>
${numbersTable(result)}${spreadTable(result)}${recalibrationTable(result)}${costTable(result)}${settingsTable(run)}
<h2>Methods</h2>
<ul>${config.about.methods.map(({ name, summary, reference }) => html`<li><strong>${name}</strong>: ${summary}.${reference && html` <cite>${reference}.</cite>`}</li>`)}
<li>Simulation-based calibration: parameters from the prior, an experiment with each, and the rank of the truth among independent draws of its posterior. <cite>Talts, Betancourt, Simpson, Vehtari and Gelman 2018, arXiv:1804.06788.</cite></li>
<li>p: Anderson and Darling’s test of ranks being uniform. <cite>Marsaglia and Marsaglia 2004, Journal of Statistical Software 9.</cite></li>
<li>All parameters together (TARP): regions around a random point, with as many of the draws as they state. <cite>Lemos, Coogan, Hezaveh and Perreault-Levasseur 2023, arXiv:2302.03026.</cite></li></ul>`;
}

/** In the page of the run that was calibrated. */
export async function calibrationSection(
  run: NonNullable<Run["calibration"]>,
  prefix: string,
  files: Record<string, string>,
): Promise<Html> {
  const { result, folder } = run;
  const failed = result.posteriors.some(({ parameters }) => parameters.some(({ recalibrated }) => recalibrated));
  return html`<h2>Do posteriors hold what they say here?</h2>
${answer(result)}
<p class="quiet">By <code>floe calibrate</code>, on experiments simulated with known parameters and measured as ${result.policy ? "this policy decides" : "this design says"}: ${prefix === "" ? html`<a href="${folder}/report.html">all figures and numbers</a>` : html`all figures and numbers are in ${run.name}`}.</p>
${warningBox(result.warnings)}
${await sections([ranksFigure(run)], `${prefix}calibration-`, files)}
${numbersTable(result)}${failed && html`<p class="meaning"><strong>Recalibrated, where calibration failed.</strong> What <code>floe infer</code> reports is not corrected: read the ends of its intervals at the quantiles below instead.</p>`}${recalibrationTable(result)}`;
}

function asked({ result, config }: CalibratedRun): Html {
  const where = result.policy ? `where its policy (${result.policy}) decides to measure` : "at one design";
  const names = result.posteriors[0]?.parameters.map(({ name }) => name) ?? [];
  return html`Asked: whether posteriors of ${enumerate(names)} of <strong>${result.simulator}</strong>, measured ${where}, hold the truth as often as they say. <span class="quiet">${config.about.summary}.</span>`;
}

function answer({ posteriors }: CalibrationResult): Html {
  const items = posteriors.map(({ name, passes, parameters, replications }) => {
    const faults = parameters.filter(({ sbcP }) => sbcP < 0.01);
    const words = passes
      ? `no fault found in ${counted(replications, "replication")}`
      : faults.length > 0
        ? faults.map(({ name: parameter, verdict }) => `${parameter} is ${verdict}`).join("; ")
        : "each parameter alone is right, all together are not";
    return html`<li><strong>${name}</strong>: ${words}</li>`;
  });
  return html`<div class="answer"><p class="label">Which posteriors can be trusted here</p><ul>${items}</ul></div>`;
}

type Uniformity = Pick<CalibratedPosterior["tarp"], "sbcP" | "coverage" | "coverageErrors">;

const shares = (one: Uniformity): string[] =>
  (["0.5", "0.9", "0.95"] as const).map((level) =>
    plusMinus({ value: 100 * one.coverage[level], se: 100 * one.coverageErrors[level] }, {}),
  );

const share = (p: number): string => (p < 1e-4 ? "< 0.0001" : significant(p, 2));

function numbersTable({ posteriors }: CalibrationResult): Html {
  const rows = posteriors.flatMap(({ name, parameters, tarp }) => [
    ...parameters.map((one) => [name, one.name, share(one.sbcP), ...shares(one), one.verdict]),
    [name, "all (TARP)", share(tarp.sbcP), ...shares(tarp), ""],
  ]);
  const head = ["posterior", "parameter", "p", "50 % holds, %", "90 % holds, %", "95 % holds, %", "verdict"];
  return table("How often intervals hold the truth", head, rows, [2, 3, 4, 5]);
}

function spreadTable({ posteriors }: CalibrationResult): Html {
  const rows = posteriors.flatMap(({ name, parameters }) =>
    parameters.map(({ name: parameter, shift, shiftError, width, widthError }) => [
      name,
      parameter,
      plusMinus({ value: shift, se: shiftError }),
      plusMinus({ value: width, se: widthError }),
    ]),
  );
  const head = [
    "posterior",
    "parameter",
    "truth less centre, in sd of the posterior",
    "width that it should have, times its own",
  ];
  return table("Centre and width, as if posteriors were normal", head, rows, [2, 3]);
}

function recalibrationTable({ posteriors }: CalibrationResult): Html | undefined {
  const rows = posteriors.flatMap(({ name, parameters }) =>
    parameters.flatMap(({ name: parameter, recalibrated: again }) =>
      again
        ? [
            [
              name,
              parameter,
              again.ends.map((end) => `${significant(100 * end, 3)} %`).join(" to "),
              share(again.sbcP),
              ...shares(again),
              `${again.learnedOn} / ${again.testedOn}`,
            ],
          ]
        : [],
    ),
  );
  if (rows.length === 0) return undefined;
  const head = [
    "posterior",
    "parameter",
    "ends of 95 %: quantiles",
    "p",
    "50 % holds, %",
    "90 % holds, %",
    "95 % holds, %",
    "learned / tested on",
  ];
  return table("Recalibrated: quantiles read elsewhere, tested on other simulations", head, rows, [3, 4, 5, 6]);
}

function costTable({ posteriors, refused }: CalibrationResult): Html {
  const rows = [
    ...posteriors.map(({ name, replications, failed, draws, seconds }) => [
      name,
      String(replications),
      String(failed),
      draws[0] === draws[1] ? String(draws[0]) : `${draws[0]} to ${draws[1]}`,
      ...seconds.map((of) => significant(of, 2)),
    ]),
    ...Object.entries(refused).map(([name, why]) => [name, `left out: ${why}`, "", "", "", ""]),
  ];
  const head = ["posterior", "replications", "without a posterior", "independent draws", "training, s", "each, s"];
  return table("What was done", head, rows, [2, 3, 4, 5]);
}

function settingsTable({ config }: CalibratedRun): Html {
  const { settings, seed, backend, versions, draws, design, policy, training } = config;
  const rows = [
    ...Object.entries(settings).map(([name, value]) => [name, String(value)]),
    ...(design ? [["design", design.map((x) => significant(x, 4)).join(", ")]] : []),
    ...(policy ? [["policy", `${policy.family}, of ${basename(policy.run)}`]] : []),
    ["draws", String(draws)],
    ["training", `${training.steps} steps of ${training.batch}; density ${training.density}, critic ${training.critic}`],
    ["seed", String(seed)],
    ["backend", backend],
    ["versions", `floe ${versions.floe}, node ${versions.node}, tfjs ${versions.tfjs}`],
  ];
  return table("Settings", ["name", "value"], rows);
}
