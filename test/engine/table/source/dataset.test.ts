import { execFileSync } from "node:child_process";
import { typeName } from "engine/table/column";
import { dataset, datasets } from "engine/table/source/dataset";

const shapes = {
  cbpp: [56, "herd:String period:String incid:Int8 hsz:Int8"],
  contra: [1934, "dist:String urban:String livch:String age:Float64 use:String"],
  dyestuff: [30, "batch:String yield:Int16"],
  dyestuff2: [30, "batch:String yield:Float64"],
  grouseticks: [403, "index:String brood:String location:String height:Int16 year:String ticks:Int8"],
  kb07: [1789, "subj:String item:String spkr:String prec:String load:String rt_trunc:Int16 rt_raw:Int16"],
  machines: [54, "Worker:String Machine:String score:Float64"],
  oxide: [72, "Source:String Lot:String Wafer:String Site:String Thickness:Int16"],
  pastes: [60, "batch:String cask:String strength:Float64"],
  penicillin: [144, "plate:String sample:String diameter:Int8"],
  sleepstudy: [180, "subj:String days:Int8 reaction:Float64"],
  verbagg: [
    7584,
    "subj:String item:String anger:Int8 gender:String btype:String situ:String mode:String resp:String r2:String",
  ],
};

test("every data set ships", () => expect(datasets()).toEqual(Object.keys(shapes)));

test.each(Object.entries(shapes))("%s has its rows, columns and types", (name, [rows, columns]) => {
  const table = dataset(name);
  expect(table.numRows).toBe(rows);
  expect(table.columnNames.map((column) => `${column}:${typeName(table.column(column))}`).join(" ")).toBe(columns);
});

test("the values are those of the sources", () => {
  expect(dataset("kb07").toRows()[1]).toEqual({
    subj: "S030",
    item: "I02",
    spkr: "old",
    prec: "maintain",
    load: "no",
    rt_trunc: 3856,
    rt_raw: 3856,
  });
  expect(dataset("sleepstudy").toRows()[1]).toEqual({ subj: "S308", days: 1, reaction: 258.7047 });
  expect(dataset("kb07").factor("spkr").levels).toEqual(["new", "old"]);
});

test("a data set is read once", () => expect(dataset("kb07")).toBe(dataset("kb07")));

test("an unknown name is answered with the nearest and the list", () => {
  expect(() => dataset("kb7")).toThrow("unknown data set 'kb7' (did you mean 'kb07'?); data sets are cbpp, contra, ");
  expect(() => dataset("../package")).toThrow("unknown data set '../package'");
});

test("reading one loads neither apache-arrow nor danfojs", () => {
  const program = `require("./engine/dist/table/source/dataset").dataset("sleepstudy");
    console.log(Object.keys(require.cache).filter((file) => /apache-arrow|danfojs/.test(file)).length)`;
  expect(execFileSync(process.execPath, ["-e", program], { encoding: "utf8" })).toBe("0\n");
});
