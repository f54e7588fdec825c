/** `writeInferenceReport`: what was inferred, on one page. */
import { inferenceFiles } from "../records/inferenceStore.js";
import { inferenceFiguresOf } from "./figures/inference/index.js";
import { ownReport } from "./ownReport.js";
import { inferenceBody } from "./page/inferencePage.js";
import { loadInference } from "./reading/inference.js";

export const writeInferenceReport = ownReport({
  load: loadInference,
  figuresOf: inferenceFiguresOf,
  bodyOf: inferenceBody,
  title: ({ result }) => `${result.simulator}: what the data say`,
  files: inferenceFiles,
});
