/** `floe doctor`: versions, backends and why each does or does not work here, speed of one matrix product on each. */
import { execFile } from "node:child_process";
import { availableParallelism, cpus, freemem, totalmem } from "node:os";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { firstLineOf } from "../../basics/errors.js";
import { table } from "../../basics/tables.js";
import { type Versions, versions } from "../../basics/version.js";
import { prettyJson } from "../../records/json.js";
import type { Call } from "../command.js";
import { print } from "../io.js";
import { readOptions } from "../readOptions.js";
import type { Probe } from "./probeBackend.js";

const backends = ["native", "wasm", "cpu"] as const;
const patience = 120_000;

export async function run(call: Call): Promise<void> {
  const { json } = await readOptions(call);
  const probes: (readonly [string, Probe])[] = [];
  for (const name of backends) probes.push([name, await probe(name)]); // one after the other: they would slow each other down
  const best = probes.find(([, { works }]) => works)?.[0] ?? null;
  const machine = {
    platform: `${process.platform} ${process.arch}`,
    cores: availableParallelism(),
    processor: cpus()[0]?.model.trim() ?? "unknown",
    memoryGiB: gibibytes(totalmem()),
    freeGiB: gibibytes(freemem()),
  };
  const native = nativeHere(process.platform, process.arch, process.versions.node);
  const report = { versions: versions(), machine, native, backends: Object.fromEntries(probes), auto: best };
  return print(call.io.stdout, json ? prettyJson(report) : reportText(report, probes));
}

interface NativePackages {
  readonly packages: readonly string[];
  readonly about: string;
}

/**
 * Which native packages exist for this machine and Node, installed or not. Releases of TensorFlow.js 4.22 (`ALL_SUPPORTED_COMBINATION` in their
 * scripts/deps-constants.js); they speak Node-API 8, so one binary serves every Node, but call functions of `util` that Node 23 removed.
 */
export function nativeHere(platform: string, arch: string, node: string): NativePackages {
  const cpu = ["linux", "win32", "darwin"].includes(platform) && arch === "x64";
  const packages = [
    ...(cpu && platform !== "darwin" ? ["@tensorflow/tfjs-node-gpu"] : []),
    ...(cpu ? ["@tensorflow/tfjs-node"] : []),
  ];
  if (!cpu) return { packages, about: `none is published for ${platform} ${arch}; WebAssembly needs none` };
  const major = Number(node.split(".")[0]);
  const removed =
    major >= 23 ? `; by themselves they fail from Node 23 on, and Floe puts back what they miss (tried on Node 24)` : "";
  return { packages, about: `${packages.join(" or ")}${removed}` };
}

/** In a process of its own: a backend that crashes takes only itself down, and two never share one engine. */
async function probe(name: string): Promise<Probe> {
  const script = fileURLToPath(new URL("./probeBackend.js", import.meta.url));
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [script, name], { timeout: patience });
    return JSON.parse(stdout.trim().split("\n").at(-1) as string);
  } catch (error) {
    return { works: false, why: `its process ended without an answer: ${firstLineOf(error)}` };
  }
}

interface Report {
  readonly versions: Versions;
  readonly machine: { platform: string; cores: number; processor: string; memoryGiB: number; freeGiB: number };
  readonly native: NativePackages;
  readonly auto: string | null;
}

function reportText({ versions: found, machine, native, auto }: Report, probes: readonly (readonly [string, Probe])[]): string {
  const rows = probes.map(([name, one]) =>
    one.works
      ? [name, "works", `${one.milliseconds.toFixed(1)} ms`, `${one.gflops.toFixed(0)} GFLOP/s`, one.provider]
      : [name, "does not work", "", "", one.why],
  );
  return [
    table(Object.entries(found).map(([name, version]) => [name, version])),
    `machine  ${machine.platform}, ${machine.cores} cores (${machine.processor}), ${machine.memoryGiB} GiB memory, ${machine.freeGiB} free\n`,
    `native backends for Node ${found.node}: ${native.about}\n`,
    table([["backend", "", "512x512x512", "speed", "provided by"], ...rows]),
    auto ? `--backend auto takes ${auto}\n` : "no backend works here: reinstall Floe's dependencies with npm install\n",
  ].join("\n");
}

function gibibytes(bytes: number): number {
  return Math.round((10 * bytes) / 2 ** 30) / 10;
}
