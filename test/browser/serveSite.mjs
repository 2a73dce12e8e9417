// Serves a site below a path, /workshop/ unless another is given; prints its port, then a line of JSON for each
// request: its path and its bytes.
import { serve } from "../../jupyter-extension/lite/build/serve.mjs";

const [folder, prefix = "/workshop/"] = process.argv.slice(2);
const told = (request) => console.log(JSON.stringify(request));
const server = await serve(folder, { prefix, told });
console.log(server.address().port);
