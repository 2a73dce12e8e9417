import { folderAt, folderOf } from "../../jupyter-extension/lite/src/notebookFolder";

test("a notebook and the kernel that JupyterLite starts for it have the same folder", () => {
  const notebooks = ["a.ipynb", "data/a.ipynb", "data/of us/a.ipynb"];
  expect(notebooks.map(folderOf)).toEqual(["", "data", "data/of us"]);
  expect(["", "data", "data/of us"].map(folderAt)).toEqual(["", "data", "data/of us"]);
});

test("drives and slashes at the ends belong to no folder", () => {
  expect(["local:data", "local:", "data/", "/"].map(folderAt)).toEqual(["data", "", "data", ""]);
  expect(folderOf("local:data/a.ipynb")).toBe("data");
});
