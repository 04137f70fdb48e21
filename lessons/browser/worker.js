// Python beside the page, so that the page can be left at any moment. All that it needs comes in the first message; nothing is fetched.

let parts;

function bytes(name) {
  const text = atob(parts[name]);
  const made = new Uint8Array(text.length);
  for (let n = 0; n < text.length; n += 1) made[n] = text.charCodeAt(n);
  return made;
}

function part(name) {
  if (!Object.hasOwn(parts, name)) throw Error("This page has no such part.");
  const type = name.endsWith(".wasm") ? "application/wasm" : "text/javascript";
  const body = new Blob([bytes(name)]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(body, { headers: { "Content-Type": type } });
}

async function imported(name) {
  return import(URL.createObjectURL(await part(name).blob()));
}

// What Pyodide would fetch is here already, and nothing else can be asked for.
self.fetch = async (address) => part(String(address).split("/").pop());
// Pyodide refuses a worker that can do this. Chromium takes no worker of the other kind from a page that is a file.
self.importScripts = undefined;

async function started(given) {
  parts = given.parts;
  const { loadPyodide } = await imported("pyodide.mjs");
  const { default: createPyodideModule } = await imported("pyodide.asm.mjs");
  const lockFileContents = JSON.stringify(given.lock);
  const python = await loadPyodide({ indexURL: "https://inside.invalid/", createPyodideModule, lockFileContents });
  python.unpackArchive(await part("library.zip").arrayBuffer(), "zip", { extractDir: "/library" });
  parts = {};
  python.runPython("import sys; sys.path.insert(0, '/library')");
  return python.pyimport("steps")[given.kind]();
}

// What went wrong is not told: it could hold an answer.
let steps;
self.onmessage = async ({ data }) => {
  try {
    if (!steps) {
      steps = await started(data);
      postMessage({ ready: true });
    } else {
      postMessage({ turn: data.turn, said: JSON.parse(steps.said(JSON.stringify(data.asked))) });
    }
  } catch {
    postMessage({ turn: data.turn, failed: true });
  }
};
