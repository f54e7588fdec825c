/**
 * The same networks as one writes them in TensorFlow.js, in a process without our fast paths: `plain.js WORKLOAD`.
 * Nothing of src/ is imported, so that nothing of it can be installed.
 */
import { createRequire } from "node:module";
import * as tf from "@tensorflow/tfjs-core";
import { serve } from "./protocol.js";
import type { Network } from "./workloads.js";

const require = createRequire(import.meta.url);

type Layer = readonly [tf.Variable, tf.Variable];

const layers = (...sizes: number[]): Layer[] =>
  sizes.slice(1).map((outputs, i) => {
    const inputs = sizes[i] as number;
    return [
      tf.variable(tf.randomNormal([inputs, outputs], 0, Math.sqrt(2 / inputs), "float32", i)),
      tf.variable(tf.zeros([outputs])),
    ];
  });

const apply = (network: Layer[], x: tf.Tensor2D): tf.Tensor2D =>
  network.reduce<tf.Tensor2D>(
    (out, [weights, bias], i) => tf.add(tf.matMul(i ? tf.relu(out) : out, weights as unknown as tf.Tensor2D), bias),
    x,
  );

const onSphere = (x: tf.Tensor2D): tf.Tensor2D => tf.div(x, tf.sqrt(tf.add(tf.sum(tf.square(x), 1, true), 1e-12)));

function stepOf({ hidden, batch, features, measurements }: Network): () => number {
  const ofTheta = layers(2, hidden, hidden, features);
  const ofOutcome = layers(measurements, hidden, hidden, features);
  const auxiliary = layers(2 * features, hidden, 1);
  const logTemperature = tf.variable(tf.scalar(0));
  const design = tf.variable(tf.linspace(-1, 1, measurements));
  const joint = tf.eye(batch);
  const adam = tf.train.adam(1e-4);

  /** FLO (Guo et al. 2022, equation 9) to be minimised; y = a + b·x + normal + gamma noise, theta = (a, b). */
  const loss = (): tf.Scalar => {
    const theta = tf.randomNormal<tf.Rank.R2>([batch, 2]);
    const noise = tf.add(tf.randomNormal([batch, measurements]), tf.randomGamma([batch, measurements], 2, 0.5));
    const positions = tf.mul(10, tf.tanh(design));
    const [a, b] = tf.split(tf.mul(3, theta), 2, 1) as [tf.Tensor2D, tf.Tensor2D];
    const outcome: tf.Tensor2D = tf.add(tf.add(a, tf.mul(b, positions)), noise);
    const h = onSphere(apply(ofTheta, theta));
    const g = onSphere(apply(ofOutcome, tf.div(outcome, 20)));
    const scores = tf.mul(tf.exp(logTemperature), tf.matMul(h, g, false, true));
    const u = tf.reshape(apply(auxiliary, tf.concat([h, g], 1)), [-1]);
    const own = tf.sum(tf.mul(scores, joint), 1);
    const ratios = tf.mul(tf.exp(tf.sub(scores, tf.reshape(tf.add(own, u), [-1, 1]))), tf.sub(1, joint));
    return tf.mean(tf.sub(tf.add(u, tf.div(tf.sum(ratios, 1), batch - 1)), 1));
  };
  return () => tf.tidy(() => -((adam.minimize(loss, true) as tf.Scalar).dataSync()[0] as number));
}

require("@tensorflow/tfjs");
require("@tensorflow/tfjs-backend-wasm");
await tf.setBackend("wasm");
tf.enableProdMode();
await serve(
  { versions: { tfjs: require("@tensorflow/tfjs-core/package.json").version } },
  stepOf(JSON.parse(process.argv[2] as string) as Network),
);
