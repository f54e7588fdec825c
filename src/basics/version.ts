/** Which Floe, Node and TensorFlow.js run: kept with every run, because the same seed gives the same bytes only on the same versions. */
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Where Floe's own package.json lies: above src/ in a checkout, above dist/ in an installation. */
export const packageRoot: string = findRoot(dirname(fileURLToPath(import.meta.url)));

export const version: string = read(join(packageRoot, "package.json")).version;

export interface Versions {
  readonly floe: string;
  readonly node: string;
  readonly tfjs: string;
}

export function versions(): Versions {
  const require = createRequire(import.meta.url);
  return { floe: version, node: process.versions.node, tfjs: require("@tensorflow/tfjs-core/package.json").version };
}

function findRoot(folder: string): string {
  return existsSync(join(folder, "package.json")) ? folder : findRoot(dirname(folder));
}

function read(file: string): { version: string } {
  return JSON.parse(readFileSync(file, "utf8"));
}
