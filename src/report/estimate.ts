/** `writeEstimateReport`: what two groups of columns tell of each other, on one page. */
import { estimateFiles } from "../records/estimateStore.js";
import { estimateFiguresOf } from "./figures/estimate/index.js";
import { ownReport } from "./ownReport.js";
import { estimateBody, estimateTitle } from "./page/estimatePage.js";
import { loadEstimate } from "./reading/estimate.js";

export const writeEstimateReport = ownReport({
  load: loadEstimate,
  figuresOf: estimateFiguresOf,
  bodyOf: estimateBody,
  title: estimateTitle,
  files: estimateFiles,
});
