const FIRST = "lab/index.html?path=01-kb07.ipynb";
/** The state of the workflow that publishes the site. */
const PICTURE = "actions/workflows/site.yml/badge.svg";

/** The address of the site that the workflow `site` publishes for a repository at GitHub. */
export function siteAddress(address) {
  const [owner, name] = new URL(address).pathname.split("/").filter(Boolean);
  return `https://${owner.toLowerCase()}.github.io/${name}/`;
}

/** What leads to the published site: nothing until names are published, as nobody has the address before. */
export function siteBadge({ published, address }) {
  return published
    ? `[![Open the tutorials in the browser](${address}/${PICTURE})](${siteAddress(address)}${FIRST})\n`
    : "";
}
