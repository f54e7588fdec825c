/** A benchmark as its folder tells it. */
import { basename, resolve } from "node:path";
import { readBenchmarkConfig, readBenchmarkCourse, readBenchmarkResult } from "../../records/benchmarkStore.js";
import type { BenchmarkConfig, BenchmarkCourse, BenchmarkResult } from "../../records/types.js";

export interface BenchmarkRun {
  /** Name of the run folder. */
  readonly name: string;
  readonly config: BenchmarkConfig;
  readonly result: BenchmarkResult;
  readonly course: BenchmarkCourse;
}

/** undefined while it is not finished. @throws InputError when a record is damaged */
export function loadBenchmark(folder: string): BenchmarkRun | undefined {
  const config = readBenchmarkConfig(folder);
  const result = readBenchmarkResult(folder);
  return result && { name: basename(resolve(folder)), config, result, course: readBenchmarkCourse(folder) };
}
