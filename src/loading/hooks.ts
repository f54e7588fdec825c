/**
 * Module hooks that let a user's TypeScript file run as it is, on Node 20 and later, whatever its package.json says and with
 * nothing installed beside it. They run on Node's own hooks thread; `importUserFile.ts` installs them.
 */

import { readFile } from "node:fs/promises";
import type { InitializeHook, LoadHook, ResolveHook } from "node:module";
import { fileURLToPath } from "node:url";
import { checkJavaScript, compileTypeScript, isEcmaScriptModule } from "./compile.js";
import { namesOnDisk } from "./namesOnDisk.js";

export interface HookData {
  /** URL of Floe's index: what "floe" means in a user's file. */
  readonly floe: string;
  /** URL of Floe's root folder; modules below it are none of ours to compile. */
  readonly root: string;
}

let floe = "";
let root = "";

export const initialize: InitializeHook<HookData> = (data) => {
  ({ floe, root } = data as HookData);
};

/** One engine holds all tensors, so these always mean Floe's own copy, even where another one is installed. */
const shared = /^@tensorflow\/tfjs(-core)?($|\/)/;

export const resolve: ResolveHook = async (specifier, context, next) => {
  const { parentURL } = context;
  if (!parentURL?.startsWith("file:") || isOurs(parentURL)) return next(specifier, context);
  if (specifier === "floe") return { url: floe, format: "module", shortCircuit: true };
  if (shared.test(specifier)) return next(specifier, { ...context, parentURL: floe });
  // A package that is not beside the file may be one of Floe's own.
  try {
    return await next(specifier, context);
  } catch (error) {
    for (const attempt of specifier.startsWith(".") ? namesOnDisk(specifier) : [specifier]) {
      try {
        return await next(attempt, specifier.startsWith(".") ? context : { ...context, parentURL: floe });
      } catch {
        // the first error tells what the user wrote
      }
    }
    throw error;
  }
};

export const load: LoadHook = async (url, context, next) => {
  if (!url.startsWith("file:") || isOurs(url)) return next(url, context);
  const file = fileURLToPath(url);
  if (/\.m?ts$/.test(file)) {
    const source = compileTypeScript(await readFile(file, "utf8"), file);
    return { format: "module", source, shortCircuit: true };
  }
  if (/\.m?js$/.test(file) && !file.includes("/node_modules/")) {
    const source = await readFile(file, "utf8");
    if (file.endsWith(".mjs") || isEcmaScriptModule(source, file)) {
      checkJavaScript(source, file);
      return { format: "module", source, shortCircuit: true };
    }
  }
  return next(url, context);
};

function isOurs(url: string): boolean {
  return url.startsWith(`${root}dist/`) || url.startsWith(`${root}node_modules/`) || url.startsWith(`${root}src/`);
}
