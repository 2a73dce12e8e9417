import path from "node:path";
import ts from "typescript-6";
import { ROOT } from "./artifacts";

const ENGINE = path.join(ROOT, "engine", "dist");
const BUNDLED = path.join(ROOT, "jupyter-extension", "dist", "kernel", "node_modules", "mixedmodels", "dist");
const ENTRIES = ["index", "page", "editor"];

/** What each entry of a package exports, as types or values, and what the compiler says against its declarations. */
function declared(folder: string): { names: string[][]; complaints: string[] } {
  const files = ENTRIES.map((entry) => path.join(folder, `${entry}.d.ts`));
  const program = ts.createProgram(files, {
    strict: true,
    skipLibCheck: false,
    types: [],
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.Preserve,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
  });
  const checker = program.getTypeChecker();
  const names = files.map((file) => {
    const module = checker.getSymbolAtLocation(program.getSourceFile(file)!)!;
    const kind = (symbol: ts.Symbol): string => {
      const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
      return target.flags & ts.SymbolFlags.Value ? "value" : "type";
    };
    return checker.getExportsOfModule(module).map((symbol) => `${kind(symbol)} ${symbol.name}`);
  });
  const said = ts.getPreEmitDiagnostics(program).map(({ messageText }) => messageText);
  return { names: names.map((own) => own.sort()), complaints: said.map((text) => JSON.stringify(text)) };
}

test("the bundled kernel's declarations of the engine export what the engine's do, and are sound", () => {
  const [own, bundled] = [declared(ENGINE), declared(BUNDLED)];
  expect(own.names.map((names) => names.length > 0)).toEqual([true, true, true]);
  expect(own.names[0]!.length).toBeGreaterThan(200);
  expect(bundled).toEqual({ names: own.names, complaints: [] });
});
