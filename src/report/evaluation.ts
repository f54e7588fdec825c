/** `writeEvaluationReport`: what a design or a policy is worth by fresh experiments, on one page. */
import { evaluationFiles } from "../records/evaluationRun.js";
import { ownReport } from "./ownReport.js";
import { evaluationBody, evaluationTitle } from "./page/evaluationPage.js";
import { loadEvaluation } from "./reading/evaluation.js";

export const writeEvaluationReport = ownReport({
  load: loadEvaluation,
  figuresOf: () => [],
  bodyOf: async (run) => evaluationBody(run),
  title: evaluationTitle,
  files: evaluationFiles,
});
