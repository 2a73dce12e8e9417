import { literalTexts } from "engine/charts/parts/literalTexts";

test("texts that Vega takes for variables get a character of no width, wherever they stand", () => {
  const spec = {
    title: { text: ["constructor", "b"], subtitle: "if" },
    data: { values: [{ title: "toString" }] },
    layer: [{ mark: { type: "text", text: "valueOf" }, encoding: { x: { field: "constructor", title: "else" } } }],
  };
  expect(literalTexts(spec)).toEqual({
    title: { text: ["constructor\u200b", "b"], subtitle: "if\u200b" },
    data: { values: [{ title: "toString" }] },
    layer: [
      { mark: { type: "text", text: "valueOf\u200b" }, encoding: { x: { field: "constructor", title: "else" } } },
    ],
  });
});
