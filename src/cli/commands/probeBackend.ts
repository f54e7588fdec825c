/** A process of its own for `floe doctor`: starts one backend, multiplies two matrices, prints what it found as one line of JSON. */
import * as tf from "@tensorflow/tfjs-core";
import { messageOf } from "../../basics/errors.js";
import type { BackendChoice } from "../../contracts/options.js";
import { startBackend } from "../../engine/backend.js";

export type Probe =
  | { readonly works: true; readonly provider: string; readonly milliseconds: number; readonly gflops: number }
  | { readonly works: false; readonly why: string };

const size = 512;

async function probe(name: BackendChoice): Promise<Probe> {
  try {
    const { provider } = await startBackend(name);
    const a = tf.fill([size, size], 0.5);
    const began = performance.now();
    const multiply = () => {
      const start = performance.now();
      const corner = tf.tidy(() => (tf.slice(tf.matMul(a, a), [0, 0], [1, 1]).dataSync() as Float32Array)[0]);
      if (corner !== size / 4) throw new Error(`a matrix product came out as ${corner} where ${size / 4} is right`);
      return performance.now() - start;
    };
    multiply(); // warms up
    const times = [multiply()];
    while (times.length < 5 && performance.now() - began < 1000) times.push(multiply());
    const milliseconds = Math.min(...times);
    return { works: true, provider, milliseconds, gflops: (2 * size ** 3) / (milliseconds * 1e6) };
  } catch (error) {
    const [, why] = /^no backend could be started\. \w+: (.*?)\. Run "floe doctor"/s.exec(messageOf(error)) ?? [];
    return { works: false, why: why ?? messageOf(error) };
  }
}

process.stdout.write(`${JSON.stringify(await probe(process.argv[2] as BackendChoice))}\n`);
