import { mustHold } from "../../bootstrap/computing/bytes/byteReader";
import {
  type Codec,
  constant,
  estimates,
  finite,
  flag,
  floats,
  integers,
  list,
  oneOf,
  optional,
  record,
  size,
  text,
  variants,
} from "../../bootstrap/computing/bytes/codec";
import { columns, indices } from "../../bootstrap/computing/bytes/designCodecs";
import { family, link } from "../../bootstrap/computing/bytes/familyCodecs";
import type { ColumnOrigin, Covariate } from "../../formula/coding/columnOrigin";
import type { GeneralizedFit, LinearFit, TravellingModel, TravellingTerm } from "./travellingModel";

/** Bytes of a name. */
const LONGEST_NAME = 10_000;

const name = text(LONGEST_NAME);

interface Link extends Pick<Covariate, "name" | "values"> {
  readonly exponent?: number | undefined;
}
const chain = list(record<Link>({ name, values: floats, exponent: optional(finite) }));

/** A covariate, and then the one that it is a power of, and so on. */
const covariate: Codec<Covariate> = {
  write(out, value) {
    const links: Link[] = [];
    for (let own: Covariate | undefined = value; own !== undefined; own = own.power?.of)
      links.push({ name: own.name, values: own.values, exponent: own.power?.exponent });
    chain.write(out, links);
  },
  read(from) {
    const links = chain.read(from);
    mustHold(
      links.length > 0 && links.every(({ exponent }, i) => (exponent === undefined) === (i === links.length - 1)),
      "a covariate is one, or a power of another",
    );
    return links.reduceRight<Covariate | undefined>(
      (of, { exponent, ...own }) => (of === undefined ? own : { ...own, power: { of, exponent: exponent! } }),
      undefined,
    )!;
  },
};

const origins = optional(list(record<ColumnOrigin>({ coded: optional(floats), covariates: list(covariate) })));
const names = list(name);

export const travellingModel = record<TravellingModel>({
  response: record({ name, values: floats }),
  fixed: record({ names, columns, origins }),
  random: list(
    record<TravellingTerm>({
      grouping: name,
      refs: integers,
      levels: size,
      names,
      columns,
      origins,
      blocks: list(indices),
    }),
  ),
  weights: optional(floats),
  offset: optional(floats),
  fit: variants<LinearFit | GeneralizedFit>({
    linear: record({ kind: constant("linear"), REML: flag, sigma: optional(finite), theta: floats }),
    generalized: record({
      kind: constant("generalized"),
      family,
      link,
      curvature: oneOf("expected", "observed"),
      nAGQ: size,
      fast: flag,
      y: floats,
      w: floats,
      x: floats,
      lastStep: estimates,
      objective: finite,
      start: optional(floats),
    }),
  }),
});
