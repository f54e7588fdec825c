/** TensorFlow's erf passes 1 by two roundings, so that the logarithm of 1 − Φ is NaN for answers that are certain: it is cut off. */
import * as tf from "@tensorflow/tfjs-core";

/** Once a process, after the native backend has started. */
export function cutErf(): void {
  const original = tf.getKernel("Erf", "tensorflow");
  if (!original) return;
  const kernelFunc: tf.KernelFunc = (given) => {
    const beyond = tf.engine().makeTensorFromTensorInfo(original.kernelFunc(given) as tf.TensorInfo);
    const cut = tf.clipByValue(beyond, -1, 1);
    beyond.dispose();
    return cut;
  };
  tf.unregisterKernel("Erf", "tensorflow");
  tf.registerKernel({ ...original, kernelFunc });
}
