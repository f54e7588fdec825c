/** What a user's file consists of: itself and the files of the user's that it imports, and they import. */
import { readFileSync, realpathSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { namesOnDisk } from "./namesOnDisk.js";

/** More than any model's source; what is longer holds no imports worth looking for. */
const longestSource = 4 * 1024 * 1024;

/**
 * The files, absolute, `file` first. Nothing is run: every text in quotation marks that leads to a file beside it counts, so that what is
 * imported, required, or named for `new URL` is found, and rather one too many than one too few. Packages are not followed, but for those that
 * are links to a folder of the user's. A name that is put together while the program runs is not found.
 */
export function localFiles(file: string): string[] {
  const found = new Set([file]);
  for (const one of found) for (const other of namedIn(one)) found.add(other);
  return [...found];
}

const quoted = /(\b(?:from|import|require|resolve)\s*\(?\s*)?(["'`])((?:(?!\2)[^\\\n]){1,400})\2/g;

function namedIn(file: string): string[] {
  if (!/\.[cm]?[jt]sx?$/.test(file) || statSync(file).size > longestSource) return [];
  const texts = [...readFileSync(file, "utf8").matchAll(quoted)];
  return texts.flatMap(([, imported, , name = ""]) => {
    const path = /^\.\.?[\\/]/.test(name) || name.startsWith("/") ? name : name.startsWith("file:") ? fromUrl(name) : undefined;
    const found = path === undefined ? imported && packageFile(name, file) : fileAt(resolve(dirname(file), path));
    return found ? [found] : [];
  });
}

function fromUrl(name: string): string | undefined {
  try {
    return fileURLToPath(name);
  } catch {
    return undefined;
  }
}

function fileAt(path: string): string | undefined {
  for (const name of namesOnDisk(path)) {
    try {
      const real = realpathSync(name);
      if (statSync(real).isFile()) return real;
    } catch {
      // another ending, or no file at all
    }
  }
  return undefined;
}

/** Of a package that lies with the user's own files: one of a workspace, or a name for a part of the own one. */
function packageFile(name: string, from: string): string | undefined {
  try {
    const found = realpathSync(createRequire(from).resolve(name));
    return found.includes(`${sep}node_modules${sep}`) ? undefined : found;
  } catch {
    return undefined; // one of Node's own, or Floe
  }
}
