/** `writeInferenceReport`: what was inferred, on one page. */
import { basename, resolve } from "node:path";
import { InputError } from "../basics/errors.js";
import { inferenceFiles } from "../records/inferenceStore.js";
import { inferenceFiguresOf } from "./figures/inference/index.js";
import { inferenceBody } from "./page/inferencePage.js";
import { document } from "./page/page.js";
import { loadInference } from "./reading/inference.js";
import { placesIn, type WrittenReport, writePage } from "./writePage.js";

/** @param outFile where the page goes instead of report.html in the folder @throws InputError when the run is not finished */
export async function writeInferenceReport(folder: string, outFile?: string): Promise<WrittenReport> {
  const inference = loadInference(folder);
  if (!inference) throw new InputError(`${folder} is not finished. Go on with: floe resume ${folder}`);
  const files: Record<string, string> = {};
  const body = await inferenceBody(inference, inferenceFiguresOf(inference), files);
  const title = `${inference.result.simulator}: what the data say (${basename(resolve(folder))})`;
  return writePage(document(title, body, Object.values(inferenceFiles)), files, placesIn(folder, outFile));
}
