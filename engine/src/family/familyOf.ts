import { OptionError } from "../errors";
import { Bernoulli } from "../random/bernoulli";
import { Binomial } from "../random/binomial";
import { type Distribution, isDistribution } from "../random/distribution";
import { Gamma } from "../random/gamma";
import { InverseGaussian } from "../random/inverseGaussian";
import { NegativeBinomial } from "../random/negativeBinomial";
import { Normal } from "../random/normal";
import { Poisson } from "../random/poisson";
import { memberOf } from "../show/strictMembers";
import { shownValue } from "../table/shownValue";
import { unknownName } from "../words/nearest";
import { bernoulliFamily } from "./bernoulliFamily";
import { binomialFamily } from "./binomialFamily";
import type { Family, FamilyName } from "./family";
import { gammaFamily } from "./gammaFamily";
import { inverseGaussianFamily } from "./inverseGaussianFamily";
import type { Link, LinkName } from "./link";
import { links } from "./links";
import { negativeBinomialFamily } from "./negativeBinomialFamily";
import { normalFamily } from "./normalFamily";
import { poissonFamily } from "./poissonFamily";

/** Any other text; beside it editors still propose the names. */
export type OtherText = string & Record<never, never>;

/** A family as options name it: Bernoulli(), "Bernoulli", R's "binomial", or one with a link. */
export type FamilyLike =
  | Distribution
  | FamilyName
  | OtherText
  | { readonly family: Distribution | FamilyName | OtherText; readonly link?: LinkLike };

/** A link as options name it: ProbitLink(), "probit" or "ProbitLink". */
export type LinkLike = Link | LinkName | OtherText;

/** A family and its link, as a model takes them. */
export interface FamilyAndLink {
  readonly family: Family;
  readonly link: Link;
  /** Whether R's name was used, for which 0 and 1 without trials are Bernoulli responses. */
  readonly isFromR: boolean;
}

const families: { readonly [name in FamilyName]: Family } = {
  Bernoulli: bernoulliFamily,
  Binomial: binomialFamily,
  Poisson: poissonFamily,
  Gamma: gammaFamily,
  InverseGaussian: inverseGaussianFamily,
  NegativeBinomial: negativeBinomialFamily,
  Normal: normalFamily,
};

export const familyNames: readonly string[] = Object.keys(families);

/** Whether models of a family estimate a dispersion φ. */
export function hasDispersion(name: FamilyName): boolean {
  return families[name].dispersion !== "none";
}

/** Other programs' names: those of R's `family` objects and of glmmTMB. */
const namesInR: { readonly [name: string]: FamilyName } = {
  bernoulli: "Bernoulli",
  binomial: "Binomial",
  poisson: "Poisson",
  gamma: "Gamma",
  "inverse.gaussian": "InverseGaussian",
  gaussian: "Normal",
  "negative.binomial": "NegativeBinomial",
  nbinom2: "NegativeBinomial",
};

/** What a distribution without arguments is, as which it stands for a family. */
const defaults: { readonly [name in FamilyName]: () => Distribution } = {
  Bernoulli,
  Binomial,
  Poisson,
  Gamma,
  InverseGaussian,
  NegativeBinomial,
  Normal,
};

/**
 * The family and link that options name; the family's default link where none is named.
 * @throws an {@link OptionError} for an unknown name, naming the nearest, for a distribution with parameters, which the
 *   model is to estimate, and for two links
 */
export function familyOf(given: FamilyLike, link?: LinkLike): FamilyAndLink {
  if (isPair(given)) {
    if (given.link !== undefined && link !== undefined)
      throw new OptionError("the link of a model is given once, in the family or as the option link; got both");
    return familyOf(given.family, given.link ?? link);
  }
  const { name, isFromR } = nameOf(given);
  const family = families[name];
  return { family, isFromR, link: link === undefined ? links[family.defaultLink] : linkOf(link) };
}

function isPair(given: FamilyLike): given is Exclude<FamilyLike, Distribution | string> {
  return typeof given === "object" && given !== null && "family" in given;
}

function nameOf(given: Distribution | string): { name: FamilyName; isFromR: boolean } {
  if (typeof given === "string") {
    const name = given.replace(/\(\)$/, "");
    if (Object.hasOwn(families, name)) return { name: name as FamilyName, isFromR: false };
    if (Object.hasOwn(namesInR, name)) return { name: namesInR[name], isFromR: true };
    throw new OptionError(unknownName("family", given, "families", Object.keys(families)));
  }
  if (isDistribution(given) && Object.hasOwn(families, given.name)) {
    const name = given.name as FamilyName;
    if (String(given) !== String(defaults[name]()))
      throw new OptionError(
        `a family stands without parameters, which the model estimates, as ${name}(); got ${String(given)}`,
      );
    return { name, isFromR: false };
  }
  if (typeof given === "function")
    throw new OptionError("a family is a call such as Bernoulli(); got a function without its ()");
  throw new OptionError(`a family is one such as Bernoulli() or its name; got ${shownValue(given)}`);
}

/** The link of a name or a link itself. @throws an {@link OptionError} for an unknown one, naming the nearest */
export function linkOf(given: LinkLike): Link {
  if (typeof given === "string") {
    const name = given.replace(/\(\)$/, "").replace(/^(.)(.*)Link$/, (_, first: string, rest: string) => {
      return first.toLowerCase() + rest;
    });
    if (Object.hasOwn(links, name)) return links[name as keyof typeof links];
    throw new OptionError(unknownName("link", given, "links", Object.keys(links)));
  }
  if (typeof given === "object" && given !== null && memberOf(given, "kind") === "link" && links[given.name] === given)
    return given;
  if (typeof given === "function")
    throw new OptionError("a link is a call such as ProbitLink(); got a function without its ()");
  throw new OptionError(`a link is one such as ProbitLink() or its name; got ${shownValue(given)}`);
}
