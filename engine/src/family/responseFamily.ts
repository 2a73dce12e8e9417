import type { FamilyName } from "./family";

/** A distribution of responses whose parameters a model estimates, frozen. */
export interface ResponseFamily {
  readonly kind: "family";
  readonly name: FamilyName;
}

function responseFamily(name: FamilyName): ResponseFamily {
  return Object.freeze({ kind: "family" as const, name, toString: () => `${name}()` });
}

const gamma = responseFamily("Gamma");
const inverseGaussian = responseFamily("InverseGaussian");
const negativeBinomial = responseFamily("NegativeBinomial");

/** Positive responses whose standard deviation is proportional to the mean; the dispersion φ is its square. */
export function Gamma(): ResponseFamily {
  return gamma;
}

/** Positive responses with the variance φμ³. */
export function InverseGaussian(): ResponseFamily {
  return inverseGaussian;
}

/** Counts with the variance μ + φμ², whose dispersion φ = 1/size is estimated. */
export function NegativeBinomial(): ResponseFamily {
  return negativeBinomial;
}
