import path from "node:path";
import { zipSync } from "fflate";

const TYPES = {
  ".js": "application/javascript",
  ".json": "application/json",
  ".md": "text/markdown",
  ".png": "image/png",
  ".txt": "text/plain",
  ".vsixmanifest": "text/xml",
};
/** Zips hold no earlier time: files of the same content make the same file. */
const TIME = "1980-01-01T00:00:00";

const escaped = (text) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

/**
 * A file that VS Code installs, of the extension's files by their paths. It is written here, in a few lines, because
 * the program for that, @vscode/vsce, brings the clients of a shop and its secrets, two hundred packages, to make the
 * same zip of two descriptions and the files.
 * @param manifest - the extension's package.json
 */
export function vsix(manifest, files) {
  const all = {
    "[Content_Types].xml": Buffer.from(contentTypes(files)),
    "extension.vsixmanifest": Buffer.from(description(manifest, files)),
    ...Object.fromEntries(Object.entries(files).map(([name, bytes]) => [`extension/${name}`, bytes])),
  };
  return zipSync(all, { level: 9, mtime: TIME });
}

function contentTypes(files) {
  const endings = new Set([".vsixmanifest", ...Object.keys(files).map((name) => path.extname(name))]);
  const lines = [...endings].map((ending) => {
    if (TYPES[ending] === undefined) throw new Error(`the type of ${ending} is not known`);
    return `<Default Extension="${ending}" ContentType="${TYPES[ending]}"/>`;
  });
  return `<?xml version="1.0" encoding="utf-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">${lines.join("")}</Types>
`;
}

function description(manifest, files) {
  const { name, publisher, version, displayName, description: text, keywords, categories, engines } = manifest;
  const property = (id, value) => `<Property Id="${id}" Value="${escaped(value)}"/>`;
  const asset = (type, file) => {
    if (!(file in files)) throw new Error(`the extension has no ${file}`);
    return `<Asset Type="${type}" Path="extension/${file}" Addressable="true"/>`;
  };
  return `<?xml version="1.0" encoding="utf-8"?>
<PackageManifest Version="2.0.0" xmlns="http://schemas.microsoft.com/developer/vsx-schema/2011"
  xmlns:d="http://schemas.microsoft.com/developer/vsx-schema-design/2011">
  <Metadata>
    <Identity Language="en-US" Id="${escaped(name)}" Version="${version}" Publisher="${escaped(publisher)}"/>
    <DisplayName>${escaped(displayName)}</DisplayName>
    <Description xml:space="preserve">${escaped(text)}</Description>
    <Tags>${escaped(keywords.join(","))}</Tags>
    <Categories>${escaped(categories.join(","))}</Categories>
    <GalleryFlags>Public</GalleryFlags>
    <Properties>
      ${property("Microsoft.VisualStudio.Code.Engine", engines.vscode)}
      ${property("Microsoft.VisualStudio.Code.ExtensionDependencies", "")}
      ${property("Microsoft.VisualStudio.Code.ExtensionPack", "")}
      ${property("Microsoft.VisualStudio.Code.ExtensionKind", "ui,workspace")}
    </Properties>
    <License>extension/LICENSE.txt</License>
    <Icon>extension/${manifest.icon}</Icon>
  </Metadata>
  <Installation><InstallationTarget Id="Microsoft.VisualStudio.Code"/></Installation>
  <Dependencies/>
  <Assets>
    ${asset("Microsoft.VisualStudio.Code.Manifest", "package.json")}
    ${asset("Microsoft.VisualStudio.Services.Content.Details", "README.md")}
    ${asset("Microsoft.VisualStudio.Services.Content.License", "LICENSE.txt")}
    ${asset("Microsoft.VisualStudio.Services.Icons.Default", manifest.icon)}
  </Assets>
</PackageManifest>
`;
}
