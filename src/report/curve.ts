/** `writeCurveReport`: gain against the number of measurements, on one page. */
import { curveFiles } from "../records/curveStore.js";
import { curveFiguresOf } from "./figures/curve/index.js";
import { ownReport } from "./ownReport.js";
import { curveBody } from "./page/curvePage.js";
import { loadCurve } from "./reading/curve.js";

export const writeCurveReport = ownReport({
  load: loadCurve,
  figuresOf: curveFiguresOf,
  bodyOf: curveBody,
  title: ({ result }) => `${result.simulator}: how many measurements?`,
  files: curveFiles,
});
