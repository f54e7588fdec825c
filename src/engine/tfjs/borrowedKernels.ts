/**
 * What the WASM backend lacks and the plain JavaScript backend has, e.g. the gradient of tf.gather, tf.einsum and the gradients of
 * convolutions: numbers are copied there and back. Slow, but no model is refused for it.
 */
import * as tf from "@tensorflow/tfjs-core";

/** What is used of tfjs-backend-cpu and of tfjs-backend-wasm. */
interface Backend {
  readSync(dataId: object): tf.BackendValues;
  write(values: tf.BackendValues, shape: number[], dtype: tf.DataType): object;
  disposeData(dataId: object, force?: boolean): boolean;
}

const numeric = (dtype: string): boolean => ["float32", "int32", "bool"].includes(dtype);

function borrowed({ kernelName, kernelFunc }: tf.KernelConfig): tf.KernelFunc {
  return ({ inputs, backend, attrs }) => {
    const [own, lender] = [backend as Backend, tf.findBackend("cpu") as Backend];
    const used: object[] = [];
    const move = (x: tf.TensorInfo): tf.TensorInfo => {
      if (!numeric(x.dtype)) throw new Error(`Kernel '${kernelName}' not registered for backend 'wasm' and dtype ${x.dtype}`);
      const dataId = lender.write(own.readSync(x.dataId), x.shape, x.dtype);
      used.push(dataId);
      return { ...x, shape: x.shape, dtype: x.dtype, dataId };
    };
    const moved = Object.entries(inputs ?? {}).map(([name, x]) => [name, x && move(x as tf.TensorInfo)]);
    const given = Array.isArray(inputs) ? moved.map(([, x]) => x) : Object.fromEntries(moved);
    const results = kernelFunc({ inputs: given, backend: lender, ...(attrs ? { attrs } : {}) });
    const back = [results].flat().map(({ dataId, shape, dtype }): tf.TensorInfo => {
      used.push(dataId);
      return { dataId: own.write(lender.readSync(dataId), shape, dtype), shape, dtype };
    });
    for (const dataId of new Set(used)) lender.disposeData(dataId, true);
    return Array.isArray(results) ? back : (back[0] as tf.TensorInfo);
  };
}

/** Once a process, after the WASM backend has started. */
export function borrowKernels(): void {
  const known = new Set(tf.getKernelsForBackend("wasm").map(({ kernelName }) => kernelName));
  for (const config of tf.getKernelsForBackend("cpu"))
    if (!known.has(config.kernelName))
      tf.registerKernel({ kernelName: config.kernelName, backendName: "wasm", kernelFunc: borrowed(config) });
}
