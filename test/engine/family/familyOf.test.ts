import { familyOf, linkOf } from "engine/family/familyOf";
import { links } from "engine/family/links";
import { ProbitLink } from "engine/family/probitLink";
import { Bernoulli } from "engine/random/bernoulli";
import { Binomial } from "engine/random/binomial";
import { Gamma } from "engine/random/gamma";
import { InverseGaussian } from "engine/random/inverseGaussian";
import { NegativeBinomial } from "engine/random/negativeBinomial";
import { Normal } from "engine/random/normal";
import { Poisson } from "engine/random/poisson";
import { expectClose } from "../support/expectClose";

test("families in Julia's and R's spelling", () => {
  const pairs: [Parameters<typeof familyOf>[0], string, string][] = [
    [Bernoulli(), "Bernoulli", "logit"],
    [Binomial(), "Binomial", "logit"],
    [Poisson(), "Poisson", "log"],
    [Normal(), "Normal", "identity"],
    [Gamma(), "Gamma", "inverse"],
    [InverseGaussian(), "InverseGaussian", "log"],
    [NegativeBinomial(), "NegativeBinomial", "log"],
    ["Bernoulli", "Bernoulli", "logit"],
    ["binomial", "Binomial", "logit"],
    ["poisson", "Poisson", "log"],
    ["gaussian", "Normal", "identity"],
    ["Gamma", "Gamma", "inverse"],
    ["inverse.gaussian", "InverseGaussian", "log"],
    ["nbinom2", "NegativeBinomial", "log"],
    [{ family: "binomial", link: "probit" }, "Binomial", "probit"],
    [{ family: Bernoulli(), link: ProbitLink() }, "Bernoulli", "probit"],
  ];
  for (const [given, name, link] of pairs) {
    const found = familyOf(given);
    expect([found.family.name, found.link.name]).toEqual([name, link]);
  }
  expect(familyOf("binomial").isFromR).toBe(true);
  expect(familyOf(Binomial()).isFromR).toBe(false);
  expect([String(Gamma()), String(ProbitLink())]).toEqual(["Gamma(α = 1, θ = 1)", "ProbitLink()"]);
});

test("links by name, as a call and in Julia's spelling", () => {
  for (const [name, link] of Object.entries(links)) {
    const julia = `${name[0].toUpperCase()}${name.slice(1)}Link`;
    for (const given of [name, link, julia, `${julia}()`]) expect(linkOf(given)).toBe(link);
  }
});

test("a link and its inverse", () => {
  const out = new Float64Array(5);
  for (const link of Object.values(links)) {
    for (const mu of [1e-9, 0.02, 0.5, 0.93]) {
      link.inverse(link.link(mu), out);
      expectClose([out[0], out[1]], [mu, 1 - mu], { relative: 1e-12 });
    }
  }
});

test.each([
  [() => familyOf("Bernouli"), "unknown family 'Bernouli' (did you mean 'Bernoulli'?)"],
  [() => familyOf(Bernoulli(0.3)), "a family stands without parameters, which the model estimates, as Bernoulli()"],
  [() => familyOf(Bernoulli as unknown as string), "a family is a call such as Bernoulli(); got a function without"],
  [() => familyOf(3 as unknown as string), "a family is one such as Bernoulli() or its name; got 3"],
  [() => familyOf("Poisson", "logg"), "unknown link 'logg' (did you mean 'log'?)"],
  [() => familyOf("Poisson", ProbitLink as unknown as string), "a link is a call such as ProbitLink()"],
  [() => familyOf("Poisson", 2 as unknown as string), "a link is one such as ProbitLink() or its name; got 2"],
  [() => familyOf({ family: "binomial", link: "probit" }, "logit"), "the link of a model is given once"],
])("refused: %#", (call, sentence) => {
  expect(call).toThrow(sentence);
});
