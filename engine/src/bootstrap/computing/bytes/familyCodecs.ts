import type { FamilyName } from "../../../family/family";
import type { LinkName } from "../../../family/link";
import { oneOf } from "./codec";

export const family = oneOf<FamilyName>(
  "Bernoulli",
  "Binomial",
  "Poisson",
  "Gamma",
  "InverseGaussian",
  "NegativeBinomial",
  "Normal",
);
export const link = oneOf<LinkName>("logit", "probit", "cloglog", "log", "sqrt", "identity", "inverse");
