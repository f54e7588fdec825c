/** Preload: writes the address of every module that the program loads to the file named in FLOE_LOADED. */
import { appendFileSync } from "node:fs";
import { createRequire, register } from "node:module";

const hook = `
  import { appendFileSync } from "node:fs";
  export async function load(url, context, next) {
    appendFileSync(process.env.FLOE_LOADED, url + "\\n");
    return next(url, context);
  }`;
register(`data:text/javascript,${encodeURIComponent(hook)}`);
// What CommonJS packages require in turn does not pass the hook.
const { cache } = createRequire(import.meta.url);
process.on("exit", () => appendFileSync(process.env.FLOE_LOADED, Object.keys(cache).join("\n")));
