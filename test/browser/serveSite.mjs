// Serves a site below a path, /workshop/ unless another is given; prints its port, then a line of JSON for each
// request: its path and its bytes.
import { serve } from "../../jupyter-extension/lite/build/serve.mjs";

const [folder, prefix = "/workshop/", port = "0", refused] = process.argv.slice(2);
const told = (request) => console.log(JSON.stringify(request));
const server = await serve(folder, {
  port: Number(port),
  prefix,
  told,
  refused: refused ? new RegExp(refused) : undefined,
});
console.log(server.address().port);
