/** The figures of a comparison of meta-learning methods, in reading order. */

import { counted, decimals, enumerate } from "../../src/basics/text.js";
import type { Figure } from "../../src/report/drawing/render.js";
import type { ComparedRow, MetaComparison } from "../compare/recordTypes.js";
import { drawCurves, levelsOf, topOf } from "./curves.js";
import { informationFigure } from "./information.js";
import { predictionsFigure } from "./predictions.js";

const error = "mean squared error";
const mainRows = ({ rows }: MetaComparison): ComparedRow[] => {
  const main = rows.filter(({ ablation }) => !ablation);
  return main.length > 0 ? main : [...rows];
};

export function metaFigures(comparison: MetaComparison): Figure[] {
  return [
    predictionsFigure(comparison),
    stepsFigure(comparison),
    supportFigure(comparison),
    secondsFigure(comparison),
    informationFigure(comparison),
  ].filter((figure) => figure !== undefined);
}

const levelsCaption = "Dashed grey lines are levels that need no meta-training, measured on the same tasks.";

/** undefined where nothing adapts stepwise: errors in one pass have no steps to stand against. */
function stepsFigure(comparison: MetaComparison): Figure | undefined {
  const rows = mainRows(comparison);
  if (!rows.some(({ stepwise }) => stepwise)) return undefined;
  const last = Math.max(1, ...rows.flatMap(({ errors }) => errors.map(({ steps }) => steps)));
  const curves = rows.map(({ label, stepwise, errors }) => ({
    label,
    marked: stepwise,
    // what adapts in one pass has the same error whatever the number of steps
    points: stepwise
      ? errors.map(({ steps, value, half }) => ({ x: steps, y: value, half }))
      : [0, last].map((x) => ({ x, y: errors[0]?.value as number })),
  }));
  return {
    name: "steps",
    title: "Error against adaptation steps",
    alt: `Mean squared error on held-out tasks: ${enumerate(rows.map(({ label, best }) => `${label} ${decimals(best.value)}`))}.`,
    caption: `Bars are 95 % intervals over ${counted(comparison.tasks, "task")} and ${counted(comparison.seeds, "training seed")}. Methods that adapt in one pass are level. ${levelsCaption}`,
    draw: (width) =>
      drawCurves(
        { xTitle: "adaptation steps", whole: true, yTitle: error, curves, levels: levelsOf(comparison), top: topOf(comparison) },
        width,
      ),
  };
}

function supportFigure(comparison: MetaComparison): Figure {
  const { support, references } = comparison;
  const rows = mainRows(comparison);
  const curves = rows.map(({ label, bySupport }) => ({
    label,
    marked: true,
    points: bySupport.map(({ support: x, value, half }) => ({ x, y: value, half })),
  }));
  const more = references
    .filter(({ exact }) => exact === undefined)
    .map(({ name, bySupport }) => ({
      label: name,
      marked: true,
      points: bySupport.map(({ support: x, value }) => ({ x, y: value })),
    }));
  const fixedLevels = levelsOf(comparison).filter(({ name }) => !more.some(({ label }) => label === name));
  return {
    name: "support",
    title: "Error against the number of support points",
    alt: `Mean squared error by number of support points; trained with ${support}.`,
    caption: `All methods were trained with ${counted(support, "support point")}; methods that adapt stepwise make as many steps as in training. Bars are 95 % intervals over tasks and training seeds. ${levelsCaption}`,
    draw: (width) =>
      drawCurves(
        {
          xTitle: "support points",
          whole: true,
          yTitle: error,
          curves: [...curves, ...more],
          levels: fixedLevels,
          top: topOf(comparison),
        },
        width,
      ),
  };
}

function secondsFigure(comparison: MetaComparison): Figure {
  const curves = mainRows(comparison).map(({ label, courses }) => ({
    label,
    points: meanCourse(courses).map(({ seconds, validation }) => ({ x: seconds, y: validation })),
  }));
  // Runs of earlier versions have no levels on the validation tasks; those of the test tasks would be others.
  const levels = comparison.references.flatMap(({ name, validation }) =>
    validation === undefined ? [] : [{ name, value: validation }],
  );
  const means = comparison.seeds > 1 ? `, means over ${counted(comparison.seeds, "training seed")}` : "";
  return {
    name: "seconds",
    title: "Error against training seconds",
    alt: "Mean squared error on validation tasks against seconds of training.",
    caption: `On validation tasks${means}; all on the same machine, which other work may have slowed.${levels.length > 0 ? ` ${levelsCaption}` : ""}`,
    draw: (width) => drawCurves({ xTitle: "training seconds", yTitle: error, curves, levels, top: topOf(comparison) }, width),
  };
}

/** Means over seeds, which were validated at the same steps. */
function meanCourse(courses: ComparedRow["courses"]): { seconds: number; validation: number }[] {
  const mean = (values: readonly number[]) => values.reduce((sum, x) => sum + x, 0) / values.length;
  return (courses[0]?.steps ?? []).map((_, i) => ({
    seconds: mean(courses.map(({ seconds }) => seconds[i] as number)),
    validation: mean(courses.map(({ validation }) => validation[i] as number)),
  }));
}
