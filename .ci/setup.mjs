#!/usr/bin/env node
/**
 * Does what a checkout still needs, and nothing else: `node .ci/setup.mjs [--build] [--native]`.
 *
 * Plain Node without dependencies, because it runs before there are any. It prints to standard error, and only when it has
 * something to do, so `npm run demo` and `npm test` can call it every time.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, existsSync, lstatSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const backends = ["auto", "native", "wasm", "cpu"];
/** What tsconfig.build.json compiles, and what decides how. */
const sources = ["src", "simulators", "designs", "policies", "meta"];
const settings = ["package.json", "package-lock.json", "tsconfig.json", "tsconfig.build.json"];
/** AssemblyScript, compiled by its own compiler into two modules: engines without relaxed SIMD take the plain one. */
const kernels = "src/engine/kernels/assembly";
const kernelModules = { simd: ["simd"], relaxed: ["simd", "relaxed-simd"] };
const stamp = join(root, "dist", ".built");

checkNode();
installMissing();
checkBackend(process.argv.includes("--native") ? "native" : process.env.FLOE_BACKEND);
if (process.argv.includes("--build")) build();

function checkNode() {
  const major = Number(process.versions.node.split(".")[0]);
  if (major < 20) fail(`Floe needs Node 20 or later, and this is ${process.version}.`);
}

/** Compares contents, not times: a fresh clone, another branch or a touched file must not cause a reinstallation. */
function installMissing() {
  const wrong = firstDifference();
  if (wrong === undefined) return;
  if (lstatSync(join(root, "node_modules"), { throwIfNoEntry: false })?.isSymbolicLink())
    fail(
      `node_modules is a link, and ${wrong}: installing here would empty what it leads to. Install there, or delete the link.`,
    );
  const hadNative = nativeAddon() !== undefined;
  say(`installing dependencies (${wrong}); a minute or two`);
  run(
    "npm ci",
    "npm",
    ["ci", "--no-audit", "--no-fund", "--loglevel=error"],
    "Is the package registry reachable? Call npm ci yourself to see more.",
  );
  const left = firstDifference();
  if (left !== undefined) fail(`npm ci finished, but ${left}. Delete node_modules and try again.`);
  if (hadNative && nativeAddon() === undefined) say("the native backend was replaced with it; put it back if you need it");
}

/** In words, the first package that package-lock.json asks for and node_modules lacks; undefined when there is none. */
function firstDifference() {
  const installed = join(root, "node_modules", ".package-lock.json");
  if (!existsSync(installed)) return "there is no node_modules yet";
  const wanted = readJson(join(root, "package-lock.json")).packages;
  const present = readJson(installed).packages;
  for (const [path, { version, optional, peer }] of Object.entries(wanted)) {
    if (path === "" || optional || peer) continue;
    if (present[path]?.version === version) continue;
    return `${path.replace(/^.*node_modules\//, "")} ${version} is not installed`;
  }
  return undefined;
}

/** FLOE_BACKEND chooses the backend of the tests; a wrong one is said here once, not by every test file. */
function checkBackend(choice) {
  if (choice === undefined) return;
  if (!backends.includes(choice)) fail(`FLOE_BACKEND is "${choice}"; it must be one of ${backends.join(", ")}.`);
  if (choice === "native" && nativeAddon() === undefined)
    fail(
      "The native backend is asked for, but neither @tensorflow/tfjs-node-gpu nor @tensorflow/tfjs-node has its addon here. See CONTRIBUTING.md.",
    );
}

/** The compiled addon of a native TensorFlow.js package, where there is one. */
function nativeAddon() {
  for (const name of ["tfjs-node-gpu", "tfjs-node"]) {
    const lib = join(root, "node_modules", "@tensorflow", name, "lib");
    const folders = existsSync(lib) ? readdirSync(lib) : [];
    const addon = folders.map((folder) => join(lib, folder, "tfjs_binding.node")).find(existsSync);
    if (addon !== undefined) return addon;
  }
  return undefined;
}

/** Compiles src and its companions into dist when any of them changed. */
function build() {
  const files = [...settings, ...sources.flatMap(listTypeScript)];
  const now = files.map(fingerprint).join("\n");
  const before = existsSync(stamp) ? readFileSync(stamp, "utf8") : "";
  if (now === before) return;
  const gone = before.split("\n").some((line) => line !== "" && !existsSync(join(root, line.split(" ", 1)[0])));
  // A leftover of a deleted source would still be found by imports, and packed.
  if (gone || before === "") rmSync(join(root, "dist"), { recursive: true, force: true });
  say("building dist");
  const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
  run("building", process.execPath, [tsc, "-p", "tsconfig.build.json"], "See above what does not compile.");
  const ofKernels = (lines) => lines.filter((line) => line.startsWith(`${kernels}/`) || line.startsWith("package-lock.json "));
  const sameKernels = ofKernels(files.map(fingerprint)).join() === ofKernels(before.split("\n")).join();
  if (!sameKernels || Object.keys(kernelModules).some((name) => !existsSync(join(root, kernelFile(name))))) buildKernels();
  // npx links to this file and makes it a program only the first time that it sees this folder.
  chmodSync(join(root, "dist", "src", "cli", "main.js"), 0o755);
  writeFileSync(stamp, now);
}

function kernelFile(name) {
  return `dist/src/engine/kernels/${name}.wasm`;
}

function buildKernels() {
  const asc = join(root, "node_modules", "assemblyscript", "bin", "asc.js");
  for (const [name, features] of Object.entries(kernelModules)) {
    const out = kernelFile(name);
    const options = ["-O3", "--noAssert", "--runtime", "stub", "--importMemory", ...features.flatMap((f) => ["--enable", f])];
    run(
      "building the kernels",
      process.execPath,
      [asc, `${kernels}/index.ts`, ...options, "-o", out],
      "See above what does not compile.",
    );
  }
}

function listTypeScript(folder) {
  const path = join(root, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path, { recursive: true })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => `${folder}/${name.replaceAll("\\", "/")}`)
    .sort();
}

/** Path, then size and time for sources, which are many, or the content for settings, which git rewrites with new times. */
function fingerprint(path) {
  if (settings.includes(path))
    return `${path} ${createHash("sha256")
      .update(readFileSync(join(root, path)))
      .digest("hex")}`;
  const { size, mtimeMs } = statSync(join(root, path));
  return `${path} ${size} ${mtimeMs}`;
}

function run(name, command, args, hint) {
  // Standard output belongs to the results of the command that follows.
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: ["ignore", 2, 2],
    shell: process.platform === "win32" && command === "npm",
  });
  if (error) fail(`${command} could not be started: ${error.message}`);
  if (status !== 0) fail(`${name} failed. ${hint}`);
}

function readJson(path) {
  return JSON.parse(readFileSync(path, "utf8"));
}

function say(text) {
  process.stderr.write(`floe: ${text}\n`);
}

function fail(text) {
  say(text);
  process.exit(1);
}
