/** A page and its figures, onto the disk. */
import { basename, dirname, join } from "node:path";
import { fileError, folderIn, makeFolder, writeAtomically, writeNamed } from "../basics/files.js";

export interface WrittenReport {
  /** Path of the HTML file. */
  readonly page: string;
  /** Paths of the SVG files. */
  readonly figures: string[];
}

interface Pages {
  readonly page: string;
  readonly figureFolder: string;
  /** Whether the user named the place of the page, where something else may stand. */
  readonly named: boolean;
}

/** @param figures SVG by name without ending @throws InputError where they cannot be written */
export function writePage(
  html: string,
  figures: Readonly<Record<string, string>>,
  { page, figureFolder, named }: Pages,
): WrittenReport {
  makePlaces(page, figureFolder);
  const written = Object.entries(figures).map(([name, svg]) => {
    const file = join(figureFolder, `${name}.svg`);
    writeAtomically(file, svg);
    return file;
  });
  (named ? writeNamed : writeAtomically)(page, html);
  return { page, figures: written };
}

/** A run's page in its folder, or where the user says; its figures stay in the folder. */
export const placesIn = (folder: string, outFile?: string): Pages => ({
  page: outFile ?? join(folder, "report.html"),
  figureFolder: join(folder, "figures"),
  named: outFile !== undefined,
});

/** The folders of a page and of its figures. @throws InputError where they cannot be, and for figures that a link would lead elsewhere */
function makePlaces(page: string, figureFolder: string): void {
  try {
    makeFolder(dirname(page));
    folderIn(dirname(figureFolder), basename(figureFolder));
  } catch (error) {
    throw fileError(error, `could not make the folder ${dirname(page)}`);
  }
}
