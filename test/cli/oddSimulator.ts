/** Simulators of users who do something odd. */

/** A simulator that does something odd when it is loaded, or whenever it simulates. */
export const odd = (atTop: string, inside = "") => `
import { box, defineSimulator, priors, random, split, tf } from "floe";
${atTop}
export default defineSimulator({
  name: "odd", summary: "odd", use: "a test", settings: {}, defaultDesigns: 1,
  create: (designs) => {
    const prior = priors.independent({ a: priors.normal(0, 1) });
    return {
      name: "odd", summary: "odd", settings: {}, prior, designs: box({ low: -1, high: 1, dim: designs }),
      outcome: { names: ["y"], unit: "" },
      draw(key, n) {
        const k = split(key, "theta", "e");
        return { theta: prior.sample(k.theta, n), noise: { e: random.normal(k.e, [n, 1]) } };
      },
      simulate(theta, design, { e }) { ${inside}; return tf.add(tf.mul(theta, design), e); },
    };
  },
});`;

export const simulate = (file: string) => ["simulate", file, "--design", "1", "-n", "5"];
