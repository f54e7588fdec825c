/** What TensorFlow.js asks of any backend with 32 bits, for those that compute nothing. */
import * as tf from "@tensorflow/tfjs-core";

export class WithoutKernels extends tf.KernelBackend {
  override memory() {
    return { unreliable: true };
  }
  override floatPrecision(): 32 {
    return 32;
  }
  override epsilon(): number {
    return 1e-7; // as every backend with 32 bits
  }
  override dispose(): void {}
}
