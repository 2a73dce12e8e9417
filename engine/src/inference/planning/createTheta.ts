import { OptionError } from "../../errors";
import { checkMixedModel } from "../../model/checkModel";
import type { MixedModel } from "../../model/mixedModel";
import { checkParts } from "../../table/options";
import { shownValue } from "../../table/shownValue";
import { listNames, unknownName } from "../../words/nearest";
import type { RandomEffectsFactor } from "./createRe";

/**
 * θ of a model from the random effects of its grouping factors, in the order of its parameters: `createθ(m, { subj:
 * create_re(1.3, 0.35), item: create_re(0.8) })`. The effects of a factor are those of {@link LinearMixedModel.σs}, in
 * their order. Of a generalized model they are on the scale of the linear predictor.
 */
export function createθ(
  model: MixedModel,
  effects: { readonly [grouping: string]: RandomEffectsFactor },
): Float64Array {
  checkMixedModel("createθ", model);
  checkParts("the random effects of createθ, such as { subj: create_re(0.9, 0.2) },", effects);
  const { layout, terms } = model.data;
  const groupings = terms.map(({ grouping }) => grouping);
  const unknown = Object.keys(effects).find((name) => !groupings.includes(name));
  if (unknown !== undefined)
    throw new OptionError(unknownName("grouping factor", unknown, "grouping factors", groupings));
  const factors = terms.map(({ grouping, names }) => {
    if (!Object.hasOwn(effects, grouping))
      throw new OptionError(`θ needs the random effects of every grouping factor; those of '${grouping}' are missing`);
    const given: Partial<RandomEffectsFactor> | null = effects[grouping];
    if (!(given?.lambda instanceof Float64Array))
      throw new OptionError(
        "random effects are made by create_re, such as create_re(0.9, 0.2); " +
          `those of '${grouping}' are ${shownValue(given)}`,
      );
    const { size, lambda } = effects[grouping];
    if (size !== names.length)
      throw new OptionError(`'${grouping}' has ${names.length} random effects, ${listNames(names)}; got ${size}`);
    return { size, lambda };
  });
  const theta = Float64Array.from(layout.position, ({ block, row, column }) => {
    const { term, columns } = layout.blocks[block];
    const { size, lambda } = factors[term];
    return lambda[columns[row] * size + columns[column]];
  });
  checkFixedCorrelations(model, factors);
  return theta;
}

export { createθ as createtheta };

/** Effects in different blocks do not correlate in the model, so they must not in what is given. */
function checkFixedCorrelations({ data: { terms } }: MixedModel, factors: readonly RandomEffectsFactor[]): void {
  terms.forEach(({ grouping, names, blocks }, t) => {
    const { size, lambda } = factors[t];
    const blockOf = names.map((_, i) => blocks.findIndex((block) => block.includes(i)));
    for (let i = 0; i < size; i++)
      for (let j = 0; j < i; j++) {
        if (blockOf[i] !== blockOf[j] && lambda[i * size + j] !== 0)
          throw new OptionError(
            `'${names[j]}' and '${names[i]}' of '${grouping}' do not correlate in the model; the given effects do`,
          );
      }
  });
}
