/** What is measured: the two networks of the literature, the same for everybody, and Floe's own default steps. */

/** FLO with a bilinear critic on the line model with ten measurements, the design trained along. */
export interface Network {
  readonly kind: "network";
  readonly name: string;
  readonly hidden: number;
  readonly batch: number;
}

/** What `floe design NAME` does in a step when no option is given. */
export interface Default {
  readonly kind: "default";
  readonly name: string;
  readonly simulator: string;
  readonly designs: number;
  readonly estimator: string;
}

export type Workload = Network | Default;

/** Width of the features that both encoders end with. */
export const features = 512;
export const measurements = 10;

export const networks: readonly Network[] = [
  { kind: "network", name: "linear-128", hidden: 128, batch: 64 },
  { kind: "network", name: "bilinear-512", hidden: 512, batch: 128 },
];

const own = (simulator: string, designs: number, estimator: string): Default => ({
  kind: "default",
  name: `${simulator} --designs ${designs} --estimator ${estimator}`,
  simulator,
  designs,
  estimator,
});

export const defaults: readonly Default[] = [
  own("linear", 10, "flo"),
  own("linear", 10, "pce"),
  own("pharmacokinetic", 5, "flo"),
  own("pharmacokinetic", 5, "pce"),
  own("sir", 5, "flo"),
];
