/** `writeCurveReport`: gain against the number of measurements, on one page. */
import { basename, resolve } from "node:path";
import { InputError } from "../basics/errors.js";
import { curveFiles } from "../records/curveStore.js";
import { curveFiguresOf } from "./figures/curve/index.js";
import { curveBody } from "./page/curvePage.js";
import { document } from "./page/page.js";
import { loadCurve } from "./reading/curve.js";
import { placesIn, type WrittenReport, writePage } from "./writePage.js";

/** @param outFile where the page goes instead of report.html in the folder @throws InputError when the run is not finished */
export async function writeCurveReport(folder: string, outFile?: string): Promise<WrittenReport> {
  const curve = loadCurve(folder);
  if (!curve) throw new InputError(`${folder} is not finished. Go on with: floe resume ${folder}`);
  const files: Record<string, string> = {};
  const body = await curveBody(curve, curveFiguresOf(curve), files);
  const title = `${curve.result.simulator}: how many measurements? (${basename(resolve(folder))})`;
  return writePage(document(title, body, Object.values(curveFiles)), files, placesIn(folder, outFile));
}
