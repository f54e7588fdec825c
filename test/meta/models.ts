/** Small models as files hold them, made up so that their curves are known. */
const about = { kind: "metaModel", version: "0.1.0", method: "fomaml", family: "sine", low: -5, high: 5 } as const;

/** y = 2x + 1 before it adapts, by steps of rate 0.1. */
export const stepwise = {
  ...about,
  adaptation: { kind: "gradient", network: "regressor", from: 0, rate: 0.1, steps: 1 },
  parameters: { "regressor/w0": { shape: [1, 1], values: [2] }, "regressor/b0": { shape: [1], values: [1] } },
} as const;

/** A point's code is x + y, and y = x + the mean of codes. */
export const onePass = {
  ...about,
  adaptation: { kind: "prompt", encoder: "encoder", network: "regressor" },
  parameters: {
    "encoder/w0": { shape: [2, 1], values: [1, 1] },
    "encoder/b0": { shape: [1], values: [0] },
    "regressor/w0": { shape: [2, 1], values: [1, 1] },
    "regressor/b0": { shape: [1], values: [0] },
  },
} as const;
