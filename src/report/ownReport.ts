/** Reports of runs that stand alone on their page. */
import { InputError } from "../basics/errors.js";
import type { Figure } from "./drawing/render.js";
import type { Html } from "./page/html.js";
import { document } from "./page/page.js";
import { placesIn, type WrittenReport, writePage } from "./writePage.js";

interface Told<Run> {
  /** undefined while it is not finished. @throws InputError when a record is damaged */
  load(folder: string): Run | undefined;
  figuresOf(run: Run): Figure[];
  /** @param files takes the figures, SVG by name */
  bodyOf(run: Run, figures: readonly Figure[], files: Record<string, string>): Promise<Html>;
  /** What the page is about, and what it answers. */
  title(run: Run): string;
  /** What lies beside the page, by name. */
  readonly files: Readonly<Record<string, string>>;
}

/** @returns what takes a folder, and where the page goes instead of report.html in it; throws InputError when the run is not finished */
export const ownReport =
  <Run extends { readonly name: string }>(told: Told<Run>) =>
  async (folder: string, outFile?: string): Promise<WrittenReport> => {
    const run = told.load(folder);
    if (!run) throw new InputError(`${folder} is not finished. Go on with: floe resume ${folder}`);
    const figures: Record<string, string> = {};
    const body = await told.bodyOf(run, told.figuresOf(run), figures);
    const title = `${told.title(run)} (${run.name})`;
    return writePage(document(title, body, Object.values(told.files)), figures, placesIn(folder, outFile));
  };
