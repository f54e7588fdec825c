#!/usr/bin/env node
/**
 * Writes dist/.npmignore: declarations that no entry of the package leads to, which are a quarter of a tarball. npm heeds such a file below the
 * folders that package.json names. Called by npm pack, after the build.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, posix, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const dist = join(root, "dist");
const { exports: entries } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const reached = new Set();

for (const entry of textsOf(entries))
  if (entry.startsWith("./dist/")) visit(entry.slice("./dist/".length).replace(/\.js$/, ".d.ts"));
const all = readdirSync(dist, { recursive: true }).map((path) => path.split(sep).join("/"));
const others = all.filter((path) => path.endsWith(".d.ts") && !reached.has(path));
writeFileSync(join(dist, ".npmignore"), others.map((path) => `/${path}\n`).join(""));

function textsOf(part) {
  return typeof part === "string" ? [part] : Object.values(part).flatMap(textsOf);
}

/** @param path below dist */
function visit(path) {
  if (reached.has(path)) return;
  const file = join(dist, path);
  if (!existsSync(file)) throw new Error(`${relative(root, file)} is not there: npm run build`);
  reached.add(path);
  for (const [, from, imported] of readFileSync(file, "utf8").matchAll(/from "(\.[^"]+)"|import\("(\.[^"]+)"\)/g))
    visit(posix.join(posix.dirname(path), (from ?? imported).replace(/\.js$/, ".d.ts")));
}
