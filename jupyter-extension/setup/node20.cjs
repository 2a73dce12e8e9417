// In old syntax throughout: any Node must get far enough to say that it is too old.
var version = process.versions.node;
if (parseInt(version, 10) < 20) {
  console.error("Node 20 or newer is needed, but this is Node " + version + ".");
  process.exit(1);
}
