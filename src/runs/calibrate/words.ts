/** A calibration in words, for a terminal. */
import { short, withError } from "../../basics/digits.js";
import { table } from "../../basics/tables.js";
import { counted } from "../../basics/text.js";
import type { CalibratedPosterior, CalibrationResult } from "../../records/types.js";

export function calibrationSummary({ posteriors, refused }: CalibrationResult): string {
  const head = ["posterior", "parameter", "p", "50 % holds", "90 % holds", "95 % holds", "verdict"];
  const rows = posteriors.flatMap((posterior) => {
    const { name, parameters, tarp } = posterior;
    const verdict = togetherVerdict(posterior);
    return [
      ...parameters.map((one) => [name, one.name, share(one.sbcP), ...held(one), one.verdict]),
      [name, "all (TARP)", share(tarp.sbcP), ...held(tarp), verdict],
    ];
  });
  const again = posteriors.flatMap(({ name, parameters }) =>
    parameters.flatMap(({ name: parameter, recalibrated }) =>
      recalibrated
        ? [
            `recalibrated ${name}, ${parameter}: read its 95 % interval between the ${recalibrated.ends.map((end) => `${short(100 * end, 3)} %`).join(" and the ")} quantile; ` +
              `on ${recalibrated.testedOn} other simulations it then holds ${held(recalibrated)[2]} % (50 %: ${held(recalibrated)[0]} %), p = ${share(recalibrated.sbcP)}`,
          ]
        : [],
    ),
  );
  const counts = posteriors.map(({ name, replications, draws, seconds }) => {
    const independent = draws[0] === draws[1] ? String(draws[0]) : `${draws[0]} to ${draws[1]}`;
    const trained = seconds[0] >= 1 ? `, trained in ${seconds[0].toFixed(0)} s` : "";
    return `${name}: ${counted(replications, "replication")} of ${independent} independent draws, ${short(seconds[1], 2)} s each${trained}`;
  });
  return (
    `${table([head, ...rows])}p: how likely ranks so uneven are where the posterior is right; ± is one standard error, in %\n\n` +
    [...counts, ...Object.entries(refused).map(([name, why]) => `${name} was left out: ${why}`), ...again]
      .map((line) => `${line}\n`)
      .join("")
  );
}

type Uniformity = Pick<CalibratedPosterior["tarp"], "coverage" | "coverageErrors">;

/** In per cent. */
export const held = ({ coverage, coverageErrors }: Uniformity): [string, string, string] => {
  const at = (level: keyof Uniformity["coverage"]) => withError(100 * coverage[level], 100 * coverageErrors[level]);
  return [at("0.5"), at("0.9"), at("0.95")];
};

const share = (p: number): string => (p < 1e-4 ? "< 0.0001" : short(p, 2));

const togetherVerdict = ({ tarp, parameters }: CalibratedPosterior): string =>
  tarp.sbcP >= 0.01 ? "no fault found" : parameters.some(({ sbcP }) => sbcP < 0.01) ? "see above" : "their dependence is wrong";
