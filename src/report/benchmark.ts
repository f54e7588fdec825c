/** `writeBenchmarkReport`: an estimator on pairs whose information is known, on one page. */
import { benchmarkFiles } from "../records/benchmarkStore.js";
import { courseFigure } from "./figures/benchmark/course.js";
import { pointwiseFigure } from "./figures/benchmark/pointwise.js";
import { ownReport } from "./ownReport.js";
import { benchmarkBody, benchmarkTitle } from "./page/benchmarkPage.js";
import { loadBenchmark } from "./reading/benchmark.js";

export const writeBenchmarkReport = ownReport({
  load: loadBenchmark,
  figuresOf: (run) => [courseFigure(run), pointwiseFigure(run)].filter((one) => one !== undefined),
  bodyOf: benchmarkBody,
  title: benchmarkTitle,
  files: benchmarkFiles,
});
