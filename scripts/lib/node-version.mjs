// Stops at once, with a clear text, on a Node that is too old for the tools here (vite needs 20.19). Imported first, for its
// effect; uses old syntax only. The published packages themselves run on every Node 20.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`dropkit needs Node 20.19 or newer; this is ${process.version}. Get a current one from https://nodejs.org.`);
  process.exit(1);
}
