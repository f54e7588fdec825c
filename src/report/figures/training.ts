/** The training bound over steps, beside what the design turned out to be worth. */
import { max, min, quantile } from "simple-statistics";
import { enumerate, fixed, nats, plusMinus } from "../../basics/text.js";
import { type LegendEntry, legend, legendHeight, type MarginLabel, rightLabels } from "../drawing/legend.js";
import { band, type Frame, line, plot, textWidth } from "../drawing/marks.js";
import { palette } from "../drawing/palette.js";
import { type Figure, narrow, type Spec } from "../drawing/render.js";
import { capOf, estimatorOf, isPolicy, type Restart, restartsOf } from "../reading/facts.js";
import type { Run } from "../reading/run.js";
import { type Smoothed, smooth } from "./rolling.js";

interface Reference extends MarginLabel {
  readonly short: string;
  readonly dash: readonly number[];
}

export function trainingFigure(run: Run): Figure | undefined {
  const restarts = restartsOf(run);
  const chosen = restarts.find((restart) => restart.chosen);
  if (!chosen) return undefined;
  const references = referencesOf(run);
  const last = smoothedBound(chosen).at(-1) as Smoothed;
  const many = restarts.length > 1;
  return {
    name: "training",
    title: `Training: the bound that was maximised (${estimatorOf(run)})`,
    alt:
      `Training bound against step${many ? `, ${restarts.length} restarts` : ""}; it ends at about ${fixed(last.mean, 2)} nats` +
      `${references.length ? `, beside ${references.map(({ text }) => text).join(", ")}` : ""}.`,
    caption: caption(run, references, many),
    draw: (width) => drawTraining(run, restarts, references, width),
  };
}

/** Where a policy serves several horizons, a step is of all of them, and an evaluation of one. */
function horizonWords({ config: { horizons, designs } }: Run): string {
  if (horizons === undefined) return "";
  const all = enumerate(horizons.split(","));
  return `The policy's is the mean over experiments of ${all} measurements; static designs and evaluations here are of ${designs}.`;
}

function caption(run: Run, references: readonly Reference[], many: boolean): string {
  const cap = capOf(run);
  const drawn = cap !== null && references.some(({ short }) => short.startsWith("cap"));
  const { nearContrasts, trainingContrasts, curriculum = 1 } = run.config.training;
  const { above } = levelsOf(run);
  const among =
    trainingContrasts === undefined ? "at this batch size" : `with ${trainingContrasts.toLocaleString("en-US")} contrasts`;
  return [
    `Line: rolling mean of the training bound of ${subjectWords(run, many)};`,
    `band: where 90 % of its recorded values lie.`,
    readOutOf(run)
      ? "Dashed: what its auxiliary alone says of the information, rolling mean; it varies less, and bounds neither side."
      : "",
    horizonWords(run),
    many ? `Grey: ${othersWords(run)}.` : "",
    run.metrics.some(({ bound }) => bound < rangeOf(run, references)[0]) ? "Values below the axis are not drawn." : "",
    run.result
      ? `Horizontal lines: the finished ${isPolicy(run) ? "policy" : "design"}, evaluated on fresh samples (± one standard error). The training bound itself is not an evaluation.`
      : "",
    above ? `The upper bound, ${plusMinus(above)} nats, lies above the picture.` : "",
    nearContrasts === undefined
      ? ""
      : "Contrasts were drawn around each outcome's own parameters: what was climbed is an estimate and no bound, and reads more than there is where none of them explains an outcome.",
    curriculum > 1
      ? `Contrasts double in ${curriculum} equal parts of the training, up to all of them, so that the value may jump where one begins: more contrasts read another value of the same ${isPolicy(run) ? "policy" : "design"}.`
      : "",
    cap === null
      ? ""
      : drawn
        ? `No value above the cap can be reported by ${estimatorOf(run)} ${among}, whatever the truth.`
        : `The cap of ${estimatorOf(run)} ${among}, ${fixed(cap, 2)} nats, lies above the picture and does not bind.`,
  ]
    .filter(Boolean)
    .join(" ");
}

function subjectWords(run: Run, many: boolean): string {
  if (!many) return "the run";
  if (!run.result) return "the restart in progress";
  return isPolicy(run) ? "the policy" : "the restart that was chosen";
}

function othersWords(run: Run): string {
  return isPolicy(run) && run.result ? "the static designs, from the best of which it starts" : "the other restarts";
}

function smoothedBound({ metrics }: Restart): Smoothed[] {
  return smooth(metrics.map(({ step, bound }) => ({ step, value: bound })));
}

/** Of the training that was chosen; undefined where its bound has no second value. */
function readOutOf(run: Run): Smoothed[] | undefined {
  const chosen = restartsOf(run).find((restart) => restart.chosen);
  const found = chosen?.metrics.flatMap(({ step, readOut }) => (readOut ? [{ step, value: readOut.value }] : [])) ?? [];
  return found.length < 2 ? undefined : smooth(found);
}

/** An upper bound that is loose by so much would leave no height to what the training did. */
const farAbove = 1.5;

/** Which bounds and levels are drawn beside the training. */
function levelsOf(run: Run) {
  const { lower, upper, exact } = run.result?.gain ?? { lower: null, upper: null };
  const trained = max([...run.metrics.map(({ bound }) => bound), lower?.value ?? 0, exact ?? 0]);
  return upper && upper.value > farAbove * trained ? { lower, upper: null, exact, above: upper } : { lower, upper, exact };
}

function referencesOf(run: Run): Reference[] {
  const { lower, upper, exact } = levelsOf(run);
  const cap = capOf(run);
  const highest = max([...run.metrics.map(({ bound }) => bound), lower?.value ?? 0, upper?.value ?? 0, exact ?? 0]);
  const references: Reference[] = [];
  if (cap !== null && cap < 1.25 * highest) {
    references.push({
      text: `cap ${fixed(cap, 3)}`,
      short: `cap ${fixed(cap, 2)}`,
      y: cap,
      colour: palette.vermillion,
      dash: [7, 3],
      bold: true,
    });
  }
  if (exact !== undefined) {
    references.push({
      text: `exact ${nats(exact)}`,
      short: `exact ${fixed(exact, 2)}`,
      y: exact,
      colour: palette.ink,
      dash: [1, 0],
      bold: true,
    });
  }
  if (upper)
    references.push({
      text: `upper ${plusMinus(upper)}`,
      short: `upper ${fixed(upper.value, 2)}`,
      y: upper.value,
      colour: palette.purple,
      dash: [5, 3],
    });
  if (lower)
    references.push({
      text: `lower ${plusMinus(lower)}`,
      short: `lower ${fixed(lower.value, 2)}`,
      y: lower.value,
      colour: palette.green,
      dash: [2, 2],
    });
  // Labels keep this order where they are pushed apart: the upper bound above the lower one.
  return references.sort((a, b) => b.y - a.y);
}

const readOutStyle = { color: palette.ochre, strokeWidth: 1.8, strokeDash: [6, 3] } as const;

function drawTraining(run: Run, restarts: readonly Restart[], references: readonly Reference[], width: number): Spec {
  const small = width <= narrow;
  const readOut = readOutOf(run);
  const entries: LegendEntry[] = [
    { label: "rolling mean", swatch: "line", style: { color: palette.blue, strokeWidth: 2.2 } },
    { label: "recorded values, 90 %", swatch: "band", style: { color: palette.bandInner } },
    ...(readOut ? [{ label: "auxiliary alone", swatch: "line" as const, style: readOutStyle }] : []),
    ...(restarts.length > 1
      ? [
          {
            label: isPolicy(run) && run.result ? "static designs" : "other restarts",
            swatch: "line" as const,
            style: { color: palette.faint },
          },
        ]
      : []),
  ];
  const steps = run.metrics.map(({ step }) => step);
  const frame: Frame = {
    total: width,
    height: small ? 220 : 270,
    margin: { left: 58, right: rightOf(references, small), top: legendHeight(entries, width), bottom: 44 },
    x: { domain: [0, max(steps)], title: "training step", ticks: small ? 3 : 6 },
    y: { domain: rangeOf(run, references), title: "nats" },
  };
  const level = (y: number, style: Spec) =>
    line(
      frame.x.domain.map((x) => ({ x, y })),
      { ...style, clip: false },
    );
  const ordered = [...restarts].sort((a, b) => Number(a.chosen) - Number(b.chosen));
  return plot(frame, [
    ...ordered.flatMap((restart) => {
      const smoothed = smoothedBound(restart);
      const centre = line(
        smoothed.map(({ step, mean }) => ({ x: step, y: mean })),
        restart.chosen ? { color: palette.blue, strokeWidth: 2.2 } : { color: palette.faint, strokeWidth: 1.2 },
      );
      const spreadBand = band(
        smoothed.map(({ step, low, high }) => ({ x: step, y: low, y2: high })),
        { color: palette.bandInner },
      );
      return restart.chosen ? [spreadBand, centre] : [centre];
    }),
    ...(readOut ? [line(readOut.map(({ step, mean }) => ({ x: step, y: mean })), readOutStyle)] : []), // biome-ignore format: one line
    ...references.map(({ y, colour, dash }) => level(y, { color: colour, strokeWidth: 1.4, strokeDash: dash })),
    ...rightLabels(
      frame,
      references.map((reference) => (small ? { ...reference, text: reference.short } : reference)),
    ),
    ...legend(frame, entries),
  ]);
}

/** Room for what stands right of the plot: more where small bounds have many digits. */
function rightOf(references: readonly Reference[], small: boolean): number {
  if (references.length === 0) return 16;
  return small ? 92 : max([138, ...references.map(({ text }) => 10 + textWidth(text))]);
}

/** Early values can be thousands of nats below zero: the axis follows the later ones and what is compared with them. */
function rangeOf(run: Run, references: readonly Reference[]): [number, number] {
  const { metrics } = run;
  const last = max(metrics.map(({ step }) => step));
  const settled = metrics.filter(({ step }) => step > 0.03 * last).map(({ bound }) => bound);
  const values = settled.length ? settled : metrics.map(({ bound }) => bound);
  const low = min([quantile(values, 0.02), ...references.map(({ y }) => y)]);
  const alone = readOutOf(run)?.flatMap(({ step, mean }) => (step > 0.03 * last ? [mean] : [])) ?? [];
  const high = max([quantile(values, 0.998), ...(alone.length ? [quantile(alone, 0.998)] : []), ...references.map(({ y }) => y)]);
  const pad = 0.05 * (high - low || 1);
  return [low >= 0 && low < 0.6 * high ? 0 : low - pad, high + pad];
}
