import { CloglogLink } from "./cloglogLink";
import { IdentityLink } from "./identityLink";
import { InverseLink } from "./inverseLink";
import type { Link, LinkName } from "./link";
import { LogitLink } from "./logitLink";
import { LogLink } from "./logLink";
import { ProbitLink } from "./probitLink";
import { SqrtLink } from "./sqrtLink";

/** The links by their names in R. */
export const links: { readonly [name in LinkName]: Link } = {
  logit: LogitLink(),
  probit: ProbitLink(),
  cloglog: CloglogLink(),
  log: LogLink(),
  sqrt: SqrtLink(),
  identity: IdentityLink(),
  inverse: InverseLink(),
};
