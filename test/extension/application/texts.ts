import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript-6";

const SOURCES = ["src", "view/src"].map((folder) => join(__dirname, "../../../jupyter-extension", folder));

/** Takes the texts of the settings from their schema. */
const OF_SETTINGS = "translatedSchema.ts";

/** A text that the extension asks JupyterLab's translator for: one form, or those for one and for many. */
export type Text = readonly string[];

/** Every text in the sources of the extension that goes through the translator. */
export function translatedTexts(): Text[] {
  const files = SOURCES.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts") && !file.endsWith(OF_SETTINGS))
      .map((file) => join(folder, file)),
  );
  return files.flatMap((file) => {
    const source = readFileSync(file, "utf8");
    return textsIn(ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true));
  });
}

function textsIn(node: ts.Node): Text[] {
  const inner: Text[] = [];
  ts.forEachChild(node, (child) => void inner.push(...textsIn(child)));
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return inner;
  const { expression, name } = node.expression;
  if (expression.getText() !== "trans") return inner;
  const forms = { __: 1, _n: 2 }[name.text];
  if (forms === undefined) throw new Error(`no such way to a text: ${node.getText()}`);
  return [node.arguments.slice(0, forms).map(literal), ...inner];
}

function literal(node: ts.Node): string {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken)
    return literal(node.left) + literal(node.right);
  throw new Error(`a text for the translator is written out; got ${node.getText()}`);
}
