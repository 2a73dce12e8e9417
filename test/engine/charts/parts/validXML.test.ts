import { validXML } from "engine/charts/parts/validXML";

test("characters that XML does not have are replaced, others stay", () => {
  expect(validXML("a\u001bb \0 \ufffe \ud800 \udc00x")).toBe("a\ufffdb \ufffd \ufffd \ufffd \ufffdx");
  const valid = "\t\n\r β 😀 \u0085 \u007f <text>";
  expect(validXML(valid)).toBe(valid);
});
