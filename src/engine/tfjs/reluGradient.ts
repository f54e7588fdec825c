/** ReLU's gradient in one pass. TensorFlow.js writes it as dy·cast(step(x)): three, and a product of 0 and infinity is NaN. */
import * as tf from "@tensorflow/tfjs-core";
import { reluGradName } from "./wasmKernels.js";

/** In TensorFlow.js's way where the backend that runs, or the one that traces, does not have the kernel. */
function masked(dy: tf.Tensor, x: tf.Tensor): tf.Tensor {
  if (!tf.getKernel(reluGradName, tf.getBackend())) return tf.mul(dy, tf.cast(tf.step(x), "float32"));
  return tf.engine().runKernel(reluGradName, { dy, x } as tf.NamedTensorMap) as tf.Tensor;
}

export function registerReluGradient(): void {
  tf.unregisterGradient("Relu");
  tf.registerGradient({
    kernelName: "Relu",
    inputsToSave: ["x"],
    gradFunc: (dy, saved) => ({ x: () => masked(dy as tf.Tensor, saved[0] as tf.Tensor) }),
  });
  // so that second derivatives go on working
  if (tf.getGradient(reluGradName)) return;
  tf.registerGradient({
    kernelName: reluGradName,
    inputsToSave: ["x"],
    gradFunc: (dy, saved) => {
      const x = saved[0] as tf.Tensor;
      return { dy: () => masked(dy as tf.Tensor, x), x: () => tf.zerosLike(x) };
    },
  });
}
