/** `writeInferenceReport`: what was inferred, on one page. */
import { basename, join, resolve } from "node:path";
import { InputError } from "../basics/errors.js";
import { writeAtomically, writeNamed } from "../basics/files.js";
import { inferenceFiles } from "../records/inferenceStore.js";
import { inferenceFiguresOf } from "./figures/inference/index.js";
import { makePlaces, type WrittenReport } from "./index.js";
import { inferenceBody } from "./page/inferencePage.js";
import { document } from "./page/page.js";
import { loadInference } from "./reading/inference.js";

/** @param outFile where the page goes instead of report.html in the folder @throws InputError when the run is not finished */
export async function writeInferenceReport(folder: string, outFile?: string): Promise<WrittenReport> {
  const inference = loadInference(folder);
  if (!inference) throw new InputError(`${folder} is not finished. Go on with: floe resume ${folder}`);
  const files: Record<string, string> = {};
  const body = await inferenceBody(inference, inferenceFiguresOf(inference), files);
  const page = outFile ?? join(folder, "report.html");
  const figureFolder = join(folder, "figures");
  makePlaces(page, figureFolder);
  const figures = Object.entries(files).map(([name, svg]) => {
    const file = join(figureFolder, `${name}.svg`);
    writeAtomically(file, svg);
    return file;
  });
  const title = `${inference.result.simulator}: what the data say (${basename(resolve(folder))})`;
  (outFile === undefined ? writeAtomically : writeNamed)(page, document(title, body, Object.values(inferenceFiles)));
  return { page, figures };
}
